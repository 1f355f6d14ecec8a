//! A processor that fails: reported, and reset by the watchdog

use fic_hw_tests::client::Client;
use fic_hw_tests::qemu_image::Machine;
use fic_hw_tests::qemu_image::RawLine;
use fic_protocol::BoardResponse;
use fic_protocol::Hello;
use fic_protocol::HostRequest;
use fic_protocol::Refusal;
use fic_protocol::RefusalReason;
use fic_protocol::frame::Kind;

/// Nothing is mapped there.
const NOWHERE: u64 = 0x1000;

#[test]
#[ignore = "needs QEMU and the image"]
fn an_exception_is_reported_and_the_watchdog_resets() {
    let machine = Machine::boot("mk2").unwrap();
    let mut client = Client::connect_unix(&machine.line()).unwrap();
    client.take_lease().unwrap();
    client.stage(&[0x5A; 64]).unwrap().unwrap();
    drop(client);
    let mut line = RawLine::open(&machine.line()).unwrap();
    line.send(Kind::Hello, &Hello::OURS.to_bytes()).unwrap();
    while line.hear().unwrap().0.kind != Kind::Welcome {}
    machine.debugger().unwrap().go_on_at(NOWHERE).unwrap();
    // The processor sleeps until something arrives.
    line.bytes(&[0]).unwrap();
    let (header, _) = line.hear().unwrap();
    assert_eq!(header.kind, Kind::Log);
    // The image starts anew and knows nobody.
    let refused = loop {
        line.send(Kind::Request, &[1]).unwrap();
        match line.hear_within(std::time::Duration::from_millis(200)) {
            Ok(Some((header, body))) if header.kind == Kind::Refusal => break body,
            Ok(_) => {}
            Err(error) => panic!("{error:#}"),
        }
    };
    let reason = Refusal::from_bytes(&refused).unwrap().reason;
    assert_eq!(reason, RefusalReason::HelloFirst);
    drop(line);
    let mut client = Client::connect_unix(&machine.line()).unwrap();
    let Ok(BoardResponse::Status(status)) = client.call(&HostRequest::Status) else {
        panic!("no status");
    };
    assert_eq!(status.store.designs, 0);
}

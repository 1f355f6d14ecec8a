//! A processor that fails: reported, and reset by the watchdog

use std::time::Duration;

use fic_hw_tests::qemu_image::Machine;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::RefusalReason;
use fic_protocol::frame::Kind;
use fic_test_kit::Message;
use fic_test_kit::wait::PATIENCE;
use fic_test_kit::wait::eventually_some;

/// Nothing is mapped there.
const NOWHERE: u64 = 0x1000;

#[test]
#[ignore = "needs QEMU and the image"]
fn an_exception_is_reported_and_the_watchdog_resets() {
    let machine = Machine::boot("mk2").unwrap();
    let mut client = machine.client().unwrap();
    client.take_lease();
    client.staged(&[0x5A; 64]);
    drop(client);
    let mut line = machine.client().unwrap();
    machine.debugger().unwrap().go_on_at(NOWHERE).unwrap();
    // The processor sleeps until something arrives.
    line.raw(&[0]);
    let logged = line.receive(PATIENCE);
    assert!(matches!(logged, Some((_, Message::Log(_)))), "{logged:?}");
    // The image starts anew and knows nobody.
    let refused = eventually_some("a refusal", || {
        let id = line.next_id();
        line.frame(CURRENT_VERSION, Kind::Request, id, &[1]);
        match line.receive(Duration::from_millis(200)) {
            Some((_, Message::Refusal(refusal))) => Some(refusal),
            Some((_, Message::End)) => panic!("QEMU has hung up"),
            _ => None,
        }
    });
    assert_eq!(refused.reason, RefusalReason::HelloFirst);
    drop(line);
    let status = machine.client().unwrap().status();
    assert_eq!(status.store.designs, 0);
}

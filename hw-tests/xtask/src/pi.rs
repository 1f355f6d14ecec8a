//! What the emulated Raspberry Pi boots: Debian's kernel, and a file system around the agent
//!
//! Kernel, modules and busybox are for another machine, so they are fetched and unpacked
//! into `target/pi`, not installed. That is done once; the file system is made anew for
//! each agent.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use anyhow::Context as _;
use anyhow::ensure;

use crate::context::Context;
use crate::debian;
use crate::step;

/// The package that depends on the kernel of the day.
const KERNEL: &str = "linux-image-arm64";
const BUSYBOX: &str = "busybox-static:arm64";
/// Under the kernel's `drivers`, in the order in which they are loaded: QEMU's only
/// network for this Pi hangs at its USB port.
const MODULES: [&str; 10] = [
    "usb/common/usb-common",
    "usb/core/usbcore",
    "usb/gadget/udc/udc-core",
    "usb/roles/roles",
    "usb/phy/phy-generic",
    "usb/dwc2/dwc2",
    "net/mii",
    "net/usb/usbnet",
    "net/usb/cdc_ether",
    "net/usb/rndis_host",
];
/// QEMU has no Bluetooth chip behind the console's UART, and Linux would wait for it.
const BLUETOOTH: &str = "/soc/serial@7e201000/bluetooth";

/// Where it all is.
pub fn folder(context: &Context) -> PathBuf {
    context.target().join("pi")
}

/// Fetches what is missing; `Some` says why that is not possible here.
pub fn fetch(context: &Context) -> anyhow::Result<Option<String>> {
    let folder = folder(context);
    if ["kernel", "pi3.dtb", "busybox", "modules/rndis_host.ko"]
        .iter()
        .all(|file| folder.join(file).exists())
    {
        return Ok(None);
    }
    if let Some(why) = debian::add_architecture(context, "arm64") {
        return Ok(Some(why));
    }
    let scratch = folder.join("fetched");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch)?;
    let kernel = kernel_package(context)?;
    let mut download = context.command("apt-get");
    download
        .args(["download", "-q", BUSYBOX, &format!("{kernel}:arm64")])
        .current_dir(&scratch);
    if step::check(&mut download)?.failed > 0 {
        return Ok(Some(format!(
            "apt-get could not fetch {kernel} and {BUSYBOX}"
        )));
    }
    unpack(context, &scratch)?;
    keep(context, &scratch, &folder)?;
    Ok(fs::remove_dir_all(&scratch).map(|()| None)?)
}

/// The name of the kernel that Debian recommends now.
fn kernel_package(context: &Context) -> anyhow::Result<String> {
    let output = context
        .command("apt-cache")
        .args(["show", "--no-all-versions", &format!("{KERNEL}:arm64")])
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .find_map(|line| line.strip_prefix("Depends: ")?.split([' ', ',']).next())
        .map(ToOwned::to_owned)
        .with_context(|| format!("apt knows no {KERNEL}"))
}

fn unpack(context: &Context, folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        let mut command = context.command("dpkg-deb");
        command.arg("--extract").arg(entry.path()).arg(folder);
        done(&mut command)?;
    }
    Ok(())
}

/// Takes from the unpacked packages what boots.
fn keep(context: &Context, from: &Path, to: &Path) -> anyhow::Result<()> {
    let kernel = only(&from.join("boot"), "vmlinuz-")?;
    let modules = only(&from.join("lib/modules"), "")?.join("kernel/drivers");
    let trees = only(&from.join("usr/lib"), "linux-image-")?.join("broadcom");
    fs::create_dir_all(to.join("modules"))?;
    for module in MODULES {
        let file = format!("{module}.ko");
        let name = Path::new(&file).file_name().context("a module's name")?;
        copy(&modules.join(&file), &to.join("modules").join(name))?;
    }
    copy(&from.join("bin/busybox"), &to.join("busybox"))?;
    let tree = to.join("pi3.dtb");
    copy(&trees.join("bcm2837-rpi-3-b.dtb"), &tree)?;
    let mut put = context.command("fdtput");
    done(put.arg("-r").arg(&tree).arg(BLUETOOTH))?;
    // Last, because it is the largest: what was cut short is fetched again.
    copy(&kernel, &to.join("kernel"))
}

/// Makes the file system with this agent in it.
pub fn make_initrd(context: &Context, agent: &Path) -> anyhow::Result<()> {
    let folder = folder(context);
    let tree = folder.join("root");
    let _ = fs::remove_dir_all(&tree);
    for name in ["bin", "lib", "proc", "sys", "dev", "run"] {
        fs::create_dir_all(tree.join(name))?;
    }
    copy(&context.root.join("hw-tests/pi/init"), &tree.join("init"))?;
    copy(&folder.join("busybox"), &tree.join("bin/busybox"))?;
    copy(agent, &tree.join("bin/fic-agent"))?;
    let mut order = String::new();
    for module in MODULES {
        let name = module.rsplit('/').next().unwrap_or(module);
        let file = format!("{name}.ko");
        copy(
            &folder.join("modules").join(&file),
            &tree.join("lib").join(&file),
        )?;
        order += &format!("{name}\n");
    }
    fs::write(tree.join("lib/order"), order)?;
    pack(context, &tree, &folder.join("initrd.gz"))
}

fn pack(context: &Context, tree: &Path, file: &Path) -> anyhow::Result<()> {
    let mut find = context.command("find");
    let names = done(find.arg(".").current_dir(tree))?;
    let list = file.with_extension("list");
    fs::write(&list, names)?;
    let mut cpio = context.command("cpio");
    cpio.args(["--create", "--format=newc", "--quiet", "--owner=0:0"])
        .current_dir(tree)
        .stdin(fs::File::open(&list)?);
    step::show(&cpio);
    let output = cpio.output()?;
    ensure!(output.status.success(), "cpio failed");
    let plain = file.with_extension("");
    fs::write(&plain, output.stdout)?;
    let mut gzip = context.command("gzip");
    done(gzip.args(["--force", "--fast"]).arg(&plain)).map(drop)
}

/// The one entry whose name begins so.
fn only(folder: &Path, start: &str) -> anyhow::Result<PathBuf> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    entries
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with(start))
        .map(|entry| entry.path())
        .with_context(|| format!("no {start}… in {}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

/// Runs a command to its good end; returns what it printed.
fn done(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    step::show(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(
        output.status.success(),
        "{:?} failed",
        command.get_program()
    );
    Ok(output.stdout)
}

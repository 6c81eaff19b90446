package brume.host.hypervisor;

import brume.base.json.Json;
import brume.contract.DiskSpec;
import brume.contract.GuestSpec;
import brume.contract.ImageSpec;
import brume.host.process.Keeper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A guest as arguments of QEMU: a q35 with virtio devices, and nothing that was not asked for.
///
/// @param kvm    whether to use it, rather than to translate
/// @param qmp    where QEMU listens for us
/// @param base   the root disk's image
/// @param disk   the root disk's overlay
/// @param kernel kernel and RAM disk, in this order
record QemuCommandLine(
        GuestSpec spec, boolean kvm, Path qmp, Path base, Path disk, Optional<Path> configDrive, List<Path> kernel) {
    static final String PROGRAM = "/usr/bin/qemu-system-x86_64";

    List<String> argv() {
        var line = new ArrayList<String>();
        line.add(PROGRAM);
        line.addAll(List.of(
                "-name", "guest=" + spec.residence(), "-uuid", spec.instance().toString()));
        line.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-vga", "none"));
        line.addAll(List.of("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"));
        line.addAll(List.of("-machine", "q35,accel=" + (kvm ? "kvm" : "tcg"), "-cpu", kvm ? "host" : "max"));
        line.addAll(List.of("-smp", Integer.toString(spec.vcpus()), "-m", (spec.memoryBytes() >> 20) + "M"));
        line.addAll(List.of("-rtc", "base=utc", "-boot", "strict=on"));
        // cloud-init looks for these words before it looks for metadata.
        line.addAll(List.of(
                "-smbios",
                "type=1,manufacturer=Brume,product=OpenStack Nova,serial=" + spec.instance() + ",uuid="
                        + spec.instance()));
        // A guest that powers off is kept until we have seen that it did so by itself.
        line.addAll(List.of("-action", "shutdown=pause"));
        line.addAll(List.of("-chardev", "socket,id=qmp,path=" + escaped(qmp) + ",server=on,wait=off"));
        line.addAll(List.of("-mon", "chardev=qmp,mode=control"));
        line.addAll(List.of("-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"));
        line.addAll(List.of("-blockdev", Json.text(root())));
        line.addAll(List.of("-device", "virtio-blk-pci,drive=root,bootindex=1,serial=root"));
        configDrive.ifPresent(drive -> {
            line.addAll(List.of("-blockdev", Json.text(node("config", "raw", drive, true))));
            line.addAll(List.of("-device", "virtio-blk-pci,drive=config,serial=config-2"));
        });
        for (int i = 0; i < spec.ports().size(); i++) {
            var nic = spec.ports().get(i);
            line.addAll(List.of("-netdev", "tap,id=net" + i + ",fd=" + (Keeper.Wall.FIRST_TAP + i)));
            line.addAll(List.of(
                    "-device",
                    "virtio-net-pci,netdev=net" + i + ",mac=" + nic.mac() + ",host_mtu=" + nic.mtu() + ",romfile="));
        }
        line.addAll(List.of("-device", "virtio-rng-pci", "-device", "virtio-balloon-pci"));
        if (!kernel.isEmpty()) {
            line.addAll(List.of("-kernel", kernel.getFirst().toString()));
            if (kernel.size() > 1) line.addAll(List.of("-initrd", kernel.get(1).toString()));
            line.addAll(List.of("-append", spec.kernel().orElseThrow().arguments()));
        }
        return line;
    }

    /// The root disk. Its backing file is told here and nowhere else: what a file says of itself is not believed.
    private Map<String, Object> root() {
        DiskSpec disk = spec.root();
        var backing = node("base", disk.image().format() == ImageSpec.Format.QCOW2 ? "qcow2" : "raw", base, true);
        if (disk.image().format() == ImageSpec.Format.QCOW2) backing.put("backing", null);
        var overlay = node("root", "qcow2", this.disk, false);
        overlay.put("backing", backing);
        return overlay;
    }

    private static Map<String, Object> node(String name, String driver, Path path, boolean readOnly) {
        var file = new LinkedHashMap<String, Object>();
        file.put("driver", "file");
        file.put("filename", path.toString());
        file.put("read-only", readOnly);
        if (!readOnly) file.put("discard", "unmap");
        var node = new LinkedHashMap<String, Object>();
        node.put("driver", driver);
        node.put("node-name", name);
        node.put("read-only", readOnly);
        if (!readOnly) node.put("discard", "unmap");
        node.put("file", file);
        return node;
    }

    /// In QEMU's own option syntax a comma is written twice.
    private static String escaped(Path path) {
        return path.toString().replace(",", ",,");
    }
}

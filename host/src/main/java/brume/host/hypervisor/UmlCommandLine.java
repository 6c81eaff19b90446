package brume.host.hypervisor;

import brume.contract.GuestSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A guest as arguments of user-mode Linux. It has one processor, whatever was asked for; its disks are `ubda`, `ubdb`,
/// its cards `eth0`, `eth1` ….
///
/// @param box    where it keeps its socket, in `guest/`
/// @param base   the root disk's base, a plain disk
/// @param disk   the root disk's overlay: it makes it itself
/// @param device the root file system, such as `/dev/ubda`
record UmlCommandLine(GuestSpec spec, Path box, Path base, Path disk, String device, Optional<Path> configDrive) {
    static final String PROGRAM = "/usr/bin/linux.uml";
    static final String NAME = "guest";

    static Path socket(Path box) {
        return box.resolve(NAME).resolve("mconsole");
    }

    List<String> argv() {
        var line = new ArrayList<String>();
        line.add(PROGRAM);
        line.addAll(List.of("umid=" + NAME, "uml_dir=" + box + "/"));
        line.add("mem=" + (spec.memoryBytes() >> 20) + "M");
        line.add("ubd0=" + disk + "," + base);
        configDrive.ifPresent(drive -> line.add("ubd1r=" + drive));
        line.addAll(List.of("root=" + device, "rw"));
        line.addAll(List.of("con0=null,fd:1", "con=null", "ssl=null", "console=tty0"));
        for (int i = 0; i < spec.ports().size(); i++)
            line.add("eth" + i + "=tuntap,tap" + i + "," + spec.ports().get(i).mac());
        return line;
    }
}

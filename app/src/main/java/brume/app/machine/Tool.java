package brume.app.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A program that a real cloud runs, and the Debian package that brings it.
///
/// @param file    its name, looked for where root's programs are; or an absolute path of any file of the package
/// @param purpose what it is needed for
public record Tool(String file, String debianPackage, String purpose) {
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin");

    /// What real guests and their networks need.
    public static final List<Tool> RUN = List.of(
            new Tool("qemu-system-x86_64", "qemu-system-x86", "guests by QEMU"),
            new Tool("linux.uml", "user-mode-linux", "guests by user-mode Linux"),
            new Tool("qemu-img", "qemu-utils", "disks of guests"),
            new Tool("genisoimage", "genisoimage", "config drives"),
            new Tool("ip", "iproute2", "networks"),
            new Tool("nft", "nftables", "security groups, floating IPs"),
            new Tool("dnsmasq", "dnsmasq-base", "DHCP for guests"),
            new Tool("radvd", "radvd", "IPv6 for guests"),
            new Tool("perl", "perl-base", "keeps guests while we are away"),
            new Tool("ping", "iputils-ping", "the demo looks whether guests answer"),
            new Tool("ssh", "openssh-client", "the demo logs in to guests"));

    /// What the mini image is built with.
    public static final List<Tool> BUILD_IMAGE = List.of(
            new Tool("mke2fs", "e2fsprogs", "file systems"),
            new Tool("zstd", "zstd", "packs the mini image's boot archive"),
            new Tool("lz4", "lz4", "unpacks the mini image's kernel"),
            new Tool("mount", "mount", "makes the mini image bootable"));

    public boolean there() {
        if (file.startsWith("/")) return Files.exists(Path.of(file));
        return FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, file)));
    }
}

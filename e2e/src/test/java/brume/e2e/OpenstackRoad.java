package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Access;
import brume.app.demo.Outside;
import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// The road by Debian's `openstack`, a command at a time. There is a flavor `e2e.nano` and a network `public` already.
final class OpenstackRoad {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String BOOT = "cat /proc/sys/kernel/random/boot_id";

    private final Access admin;
    private final Access mine;
    private final Path folder;
    private final Outside outside;

    /// @param folder for the key
    OpenstackRoad(Access admin, Path folder) {
        this.admin = admin;
        this.folder = folder;
        mine = Access.of(admin.auth(), "cli-user", "a password", "cli-project");
        outside = new Outside(folder);
    }

    void go(GuestDisk disk) {
        tenant();
        together(this::key, () -> image(disk), this::wires, this::group);
        run(
                mine,
                "server create cli-vm --flavor e2e.nano --image cli-image --network cli-net --key-name cli-key"
                        + " --security-group cli-group --wait");
        var server = show("server", "cli-vm").path("id").asString();
        Awaitility.await("its console")
                .atMost(PATIENCE)
                .until(() -> !run(mine, "console log show cli-vm").isBlank());
        var address = told(mine, "floating ip create public")
                .path("floating_ip_address")
                .asString();
        run(mine, "server add floating ip cli-vm " + address);
        assertThat(show("server", "cli-vm").toString()).contains(address);
        answers(address, true);
        assertThat(inside(address, "hostname; cat /var/lib/cloud/instance-id")).isEqualTo("cli-vm\n" + server);
        power(address);
        assertThat(told(mine, "server list").get(0).path("Name").asString()).isEqualTo("cli-vm");
        leave(address);
    }

    private void tenant() {
        run(admin, "project create cli-project");
        run(admin, "user create cli-user --project cli-project --password", "a password");
        run(admin, "role add member --user cli-user --project cli-project");
    }

    private void key() {
        var key = folder.resolve("key");
        run(mine, "keypair create cli-key --private-key", key.toString());
        try {
            // The client leaves it open to all, and ssh refuses such a key.
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void image(GuestDisk disk) {
        run(
                mine,
                "image create cli-image --disk-format " + disk.format() + " --property img_hv_type=" + disk.hypervisor()
                        + " --file",
                disk.file().toString());
        assertThat(show("image", "cli-image").path("status").asString()).isEqualTo("active");
    }

    private void wires() {
        run(mine, "network create cli-net");
        run(mine, "subnet create cli-subnet --network cli-net --subnet-range 10.79.0.0/24");
        run(mine, "router create cli-router");
        run(mine, "router set cli-router --external-gateway public");
        run(mine, "router add subnet cli-router cli-subnet");
    }

    private void group() {
        run(mine, "security group create cli-group");
        run(mine, "security group rule create cli-group --protocol icmp");
        run(mine, "security group rule create cli-group --protocol tcp --dst-port 22");
    }

    /// Starting the client is most of what a command costs.
    private static void together(Runnable... errands) {
        var futures = Arrays.stream(errands).map(CompletableFuture::runAsync).toList();
        futures.forEach(CompletableFuture::join);
    }

    private void power(String address) {
        run(mine, "server pause cli-vm");
        becomes("PAUSED");
        answers(address, false);
        run(mine, "server unpause cli-vm");
        becomes("ACTIVE");
        answers(address, true);
        var first = inside(address, BOOT);
        run(mine, "server stop cli-vm");
        becomes("SHUTOFF");
        answers(address, false);
        run(mine, "server start cli-vm");
        becomes("ACTIVE");
        bootsAgain(address, first);
        var second = inside(address, BOOT);
        run(mine, "server reboot --hard --wait cli-vm");
        bootsAgain(address, second);
    }

    private void leave(String address) {
        run(mine, "server delete --wait cli-vm");
        together(
                () -> {
                    run(mine, "floating ip delete " + address);
                    run(mine, "router remove subnet cli-router cli-subnet");
                    run(mine, "router delete cli-router");
                    run(mine, "network delete cli-net");
                },
                () -> run(mine, "security group delete cli-group"),
                () -> run(mine, "image delete cli-image"),
                () -> run(mine, "keypair delete cli-key"));
        run(admin, "user delete cli-user");
        run(admin, "project delete cli-project");
    }

    private void becomes(String status) {
        Awaitility.await(status)
                .atMost(PATIENCE)
                .until(() -> show("server", "cli-vm").path("status").asString().equals(status));
    }

    private void answers(String address, boolean wanted) {
        Awaitility.await(address + (wanted ? " answers" : " is silent"))
                .atMost(PATIENCE)
                .until(() -> outside.answersPing(address) == wanted);
    }

    private void bootsAgain(String address, String before) {
        Awaitility.await("a new boot")
                .atMost(PATIENCE)
                .until(() -> outside.ssh(address, BOOT)
                        .filter(now -> !now.equals(before))
                        .isPresent());
    }

    private String inside(String address, String command) {
        return Awaitility.await("an SSH session")
                .atMost(PATIENCE)
                .until(() -> outside.ssh(address, command), Optional::isPresent)
                .orElseThrow();
    }

    private JsonNode show(String kind, String name) {
        return told(mine, kind + " show " + name);
    }

    /// For commands that answer with a table.
    private static JsonNode told(Access who, String words) {
        return Json.read(run(who, words, "-f", "json"));
    }

    /// @param words without blanks inside
    private static String run(Access who, String words, String... more) {
        var line = new ArrayList<>(List.of(ClientProcess.OPENSTACK.toString()));
        line.addAll(Arrays.asList(words.split(" ")));
        line.addAll(List.of(more));
        return ClientProcess.run(who, line);
    }
}

package brume.testcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.compute.Instance;
import brume.cloud.compute.InstanceRequest;
import brume.contract.GuestMetadata;
import brume.contract.GuestSpec;
import brume.contract.ItemKey;
import brume.contract.Order;
import brume.host.agent.MemoryPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What guests may read in secret: user data and the first password.
final class SecretsTest {
    private static final String DATA = "#!/bin/sh\necho a-secret-of-a-guest\n";
    private static final String PASSWORD = "pass-word-of-a-guest";
    private TestCloud cloud;
    private Tenant tenant;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(1);
        settle();
        tenant = new Tenant(cloud);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private void settle() {
        cloud.pass(Duration.ofSeconds(2));
    }

    private Instance secretive() {
        return tenant.create(secretly(tenant.request("web", "42", 1))).getFirst();
    }

    private static InstanceRequest secretly(InstanceRequest plain) {
        return new InstanceRequest(
                plain.label(),
                plain.flavor(),
                plain.image(),
                plain.keyName(),
                Optional.of(DATA.getBytes(UTF_8)),
                Optional.of(PASSWORD),
                plain.zone(),
                plain.hostName(),
                plain.configDrive(),
                plain.cards(),
                plain.securityGroups(),
                plain.least(),
                plain.most(),
                plain.group(),
                plain.sameHost(),
                plain.otherHost());
    }

    private static void isWhole(GuestMetadata metadata) {
        assertThat(metadata.userData())
                .hasValueSatisfying(data -> assertThat(new String(data, UTF_8)).isEqualTo(DATA));
        assertThat(metadata.adminPassword()).contains(PASSWORD);
    }

    /// Places where the words stand that should stand nowhere.
    private List<String> leaks() {
        var leaks = new ArrayList<String>();
        for (var table : cloud.sql()
                .query(
                        "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
                        row -> row.text("name"))) {
            for (var word : List.of(DATA.strip(), PASSWORD)) {
                var bytes = word.getBytes(UTF_8);
                // Base64 in steps of three bytes: what follows does not matter.
                var coded = Base64.getEncoder().encodeToString(bytes).substring(0, bytes.length / 3 * 4);
                var line = word.lines().reduce((a, b) -> b).orElseThrow();
                for (var form : List.of(line, coded, HexFormat.of().formatHex(bytes))) {
                    if (cloud.sql().exists("select 1 from " + table + " t where t::text like ?", "%" + form + "%")) {
                        leaks.add(table + ": " + form);
                    }
                }
            }
        }
        return leaks;
    }

    @Test
    void theyReachTheGuestAndStandInNoRow() {
        var web = secretive();
        assertThat(leaks()).isEmpty();
        settle();
        assertThat(leaks()).isEmpty();
        isWhole(tenant.told(web).metadata());
    }

    @Test
    void theyReachTheGuestWhenTheControlPlaneDiedBeforeItToldThem() {
        secretive();
        var told = afterRestart();
        isWhole(told.metadata());
    }

    @Test
    void theyReachAHostThatLostEverything() {
        secretive();
        settle();
        isWhole(afterRestart().metadata());
    }

    /// What the host is told by a control plane that begins anew.
    private GuestSpec afterRestart() {
        try (var again = cloud.another()) {
            again.start();
            var host = cloud.anew(again);
            settle();
            return guests(host.plan()).getFirst();
        }
    }

    private List<GuestSpec> guests(MemoryPlan plan) {
        return cloud.sql().query("select item from host_order where kind = 'GUEST'", row -> row.uuid("item")).stream()
                .flatMap(id -> plan.find(new ItemKey(ItemKey.Kind.GUEST, id)).stream())
                .map(order -> (GuestSpec) ((Order.Hold) order).item())
                .toList();
    }

    @Test
    void whatAnOlderReleaseKeptInPlainIsSealedAtTheNextStart() {
        var web = tenant.create("web");
        settle();
        cloud.sql()
                .update(
                        "update instance set user_data = ?, admin_password = ? where id = ?",
                        DATA.getBytes(UTF_8),
                        PASSWORD,
                        web.id());
        assertThat(leaks()).isNotEmpty();
        isWhole(afterRestart().metadata());
        assertThat(leaks()).isEmpty();
    }

    @Test
    void thePasswordIsForgottenInAnHourAndTheUserDataStays() {
        var web = secretive();
        settle();
        assertThat(kinds(web)).containsExactlyInAnyOrder("USER_DATA", "ADMIN_PASSWORD");
        cloud.pass(Duration.ofMinutes(62));
        assertThat(kinds(web)).containsExactly("USER_DATA");
    }

    private List<String> kinds(Instance instance) {
        return cloud.sql()
                .query("select kind from instance_secret where instance = ?", row -> row.text("kind"), instance.id());
    }

    @Test
    void ofOneWhoseKeyIsGoneTheRestGoesOnAndTheAuditSaysSo() throws IOException {
        var web = secretive();
        settle();
        cloud.sql().update("update instance_secret set sealed = set_byte(sealed, 4, 99)");
        assertThat(afterRestart().metadata().userData()).isEmpty();
        var found = findings();
        assertThat(found).contains(web.id());
    }

    private List<UUID> findings() {
        return cloud.control().compute().checks().stream()
                .filter(check -> check.name().equals("compute.secrets"))
                .flatMap(check -> check.look().page(Optional.empty(), 100).findings().stream())
                .map(finding -> UUID.fromString(finding.id()))
                .toList();
    }

    @Test
    void aBackupTakesTheirKeysAlong() {
        secretive();
        settle();
        var file = cloud.data().resolveSibling("backup");
        cloud.backup(file);
        cloud.restore(file);
        cloud.pass(Duration.ofMinutes(1));
        assertThat(findings()).isEmpty();
    }

    @Test
    void theKeyIsOutsideTheDatabaseAndOnlyTheOwnerReadsIt() throws IOException {
        secretive();
        try (var files = Files.list(cloud.data().resolve("secret-keys"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .extracting(Enum::name)
                            .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE"));
        }
    }
}

package brume.testcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Instances;
import brume.cloud.compute.RebuildRequest;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Instances that begin anew.
final class RebuildTest {
    private static final Set<Condition> FROM = Set.of(Condition.RUNNING, Condition.STOPPED, Condition.FAILED);
    private TestCloud cloud;
    private Tenant tenant;
    private Instances instances;
    private Instance web;

    @BeforeEach
    void start() {
        cloud = TestCloud.stepped(2);
        settle();
        tenant = new Tenant(cloud);
        instances = cloud.control().compute().instances();
        web = tenant.create("web");
        settle();
    }

    @AfterEach
    void stop() {
        assertThat(cloud.control().placement().audit(cloud.sql())).isEmpty();
        cloud.close();
    }

    private void settle() {
        cloud.pass(Duration.ofSeconds(2));
    }

    private void rebuild(UUID image) {
        instances.rebuild(
                tenant.caller,
                web.id(),
                FROM,
                new RebuildRequest(
                        image,
                        label -> label.named("anew"),
                        Optional.empty(),
                        Optional.of(Optional.of("fresh".getBytes(UTF_8))),
                        "new-password"));
    }

    private UUID other() {
        return tenant.image(tenant.described(DiskFormat.RAW, ContainerFormat.BARE));
    }

    private Condition condition() {
        return tenant.find(web).instance().condition();
    }

    @Test
    void itIsTheSameInstanceOnAnotherDisk() {
        var before = tenant.told(web);
        var ports = tenant.ports(web);
        var image = other();
        rebuild(image);
        assertThat(condition()).isEqualTo(Condition.REBUILDING);
        settle();
        assertThat(condition()).isEqualTo(Condition.RUNNING);
        var told = tenant.told(web);
        assertThat(told.residence()).isEqualTo(before.residence());
        assertThat(told.boots()).isEqualTo(before.boots() + 1);
        assertThat(told.root().image().id()).isEqualTo(image);
        assertThat(told.root().id()).isNotEqualTo(before.root().id());
        assertThat(told.metadata().name()).isEqualTo("anew");
        assertThat(told.metadata().adminPassword()).contains("new-password");
        assertThat(told.metadata().userData())
                .hasValueSatisfying(data -> assertThat(new String(data, UTF_8)).isEqualTo("fresh"));
        assertThat(tenant.ports(web)).isEqualTo(ports);
        assertThat(tenant.guest(web))
                .hasValueSatisfying(guest -> assertThat(guest.boots()).isEqualTo(told.boots()));
    }

    @Test
    void oneThatIsStoppedStaysStopped() {
        instances.stop(tenant.caller, web.id(), Set.of(Condition.RUNNING));
        settle();
        var image = other();
        rebuild(image);
        settle();
        assertThat(condition()).isEqualTo(Condition.STOPPED);
        instances.start(tenant.caller, web.id(), Set.of(Condition.STOPPED));
        settle();
        assertThat(condition()).isEqualTo(Condition.RUNNING);
        assertThat(tenant.told(web).root().image().id()).isEqualTo(image);
    }

    @Test
    void anImageForAnotherHypervisorIsRefusedAndNothingChanges() {
        var image = tenant.image(
                tenant.described(DiskFormat.RAW, ContainerFormat.BARE).properties(Map.of("img_hv_type", "uml")));
        var before = tenant.told(web);
        assertThatThrownBy(() -> rebuild(image)).isInstanceOf(CloudFault.Invalid.class);
        settle();
        assertThat(tenant.told(web)).isEqualTo(before);
    }

    @Test
    void theImageThatItNoLongerBootsFromMayGo() {
        rebuild(other());
        settle();
        cloud.control().images().delete(tenant.caller, tenant.image);
        cloud.pass(Duration.ofMinutes(2));
        assertThat(cloud.sql().exists("select 1 from instance where image = ?", tenant.image))
                .isFalse();
        instances.reboot(tenant.caller, web.id(), Set.of(Condition.RUNNING), false);
        settle();
        assertThat(condition()).isEqualTo(Condition.RUNNING);
    }
}

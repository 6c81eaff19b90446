package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.contract.HypervisorKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What instances boot from is what their image said when they were made.
final class BootTest {
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

    private Instance create(UUID image) {
        var made = tenant.create(tenant.request("web", "42", image, 1)).getFirst();
        settle();
        return made;
    }

    private void properties(UUID image, Map<String, String> properties) {
        cloud.control().images().update(tenant.caller, image, about -> about.properties(properties));
    }

    private void reboot(Instance instance) {
        cloud.control().compute().instances().reboot(tenant.caller, instance.id(), Set.of(Condition.RUNNING), false);
        settle();
    }

    private UUID part(DiskFormat disk, ContainerFormat container) {
        return tenant.image(tenant.described(disk, container));
    }

    @Test
    void aLaterChangeOfTheImageChangesNothing() {
        var properties = Map.of("img_hv_type", "any", "hw_disk_bus", "virtio");
        var image = tenant.image(
                tenant.described(DiskFormat.RAW, ContainerFormat.BARE).properties(properties));
        var web = create(image);
        assertThat(tenant.told(web).kind()).isEqualTo(HypervisorKind.ANY);
        properties(image, Map.of("img_hv_type", "uml"));
        reboot(web);
        assertThat(tenant.told(web).kind()).isEqualTo(HypervisorKind.ANY);
        assertThat(tenant.told(create(image)).kind()).isEqualTo(HypervisorKind.UML);
    }

    @Test
    void kernelAndRamDiskStayWithTheirBytesWhenTheImageForgetsThem() throws IOException {
        var kernel = part(DiskFormat.AKI, ContainerFormat.AKI);
        var ramdisk = part(DiskFormat.ARI, ContainerFormat.ARI);
        var parts = Map.of(
                "kernel_id", kernel.toString(), "ramdisk_id", ramdisk.toString(), "os_command_line", "root=/dev/sda");
        var image = tenant.image(
                tenant.described(DiskFormat.AMI, ContainerFormat.AMI).properties(parts));
        var web = create(image);
        var before = tenant.told(web).kernel().orElseThrow();
        assertThat(before.kernel().id()).isEqualTo(kernel);
        assertThat(before.arguments()).isEqualTo("root=/dev/sda");
        properties(image, Map.of());
        for (var gone : new UUID[] {kernel, ramdisk, image})
            cloud.control().images().delete(tenant.caller, gone);
        cloud.pass(Duration.ofMinutes(2));
        reboot(web);
        assertThat(tenant.told(web).kernel()).hasValue(before);
        assertThat(tenant.told(web).root().image().id()).isEqualTo(image);
        for (var held : new UUID[] {kernel, ramdisk, image})
            try (var bytes = cloud.control().images().open(held)) {
                assertThat(bytes.readAllBytes()).hasSize(4096);
            }
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        cloud.pass(Duration.ofMinutes(2));
        assertThat(cloud.sql().exists("select 1 from image where blob is not null and deleted_at is not null"))
                .isFalse();
    }

    @Test
    void anInstanceOfAnOlderReleaseBootsAsItsImageIsToday() {
        var web = create(tenant.image);
        cloud.sql().update("delete from instance_boot");
        properties(tenant.image, Map.of("img_hv_type", "any"));
        reboot(web);
        assertThat(tenant.told(web).kind()).isEqualTo(HypervisorKind.ANY);
    }
}

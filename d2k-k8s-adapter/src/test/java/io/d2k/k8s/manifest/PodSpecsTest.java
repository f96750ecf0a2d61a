package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.Propagation;
import io.d2k.domain.container.Seccomp;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSpecsTest {
    private static final PodPlan BARE = new PodPlan(
            "img",
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            false,
            false,
            false,
            new PodPlan.Identity(Optional.empty(), Optional.empty(), List.of()),
            new PodPlan.Privileges(false, List.of(), List.of(), false, false, Seccomp.OF_NODE, false, Map.of()),
            new PodPlan.Resources(0, 0, 0, 0, Map.of()),
            List.of(),
            PodPlan.Dns.CLUSTER,
            List.of(),
            List.of(),
            false,
            List.of(),
            Optional.empty(),
            Duration.ofSeconds(10),
            false,
            Map.of(),
            PodPlan.Restart.NEVER,
            List.of(),
            "");

    private static final PodPlan FULL = new PodPlan(
            "img@sha256:1",
            List.of("sh", "-c"),
            List.of("echo $HOME $(date) $$"),
            List.of(new PodPlan.EnvVar("B", "$(A)"), new PodPlan.EnvVar("A", "1"), new PodPlan.EnvVar("E", "")),
            "/srv",
            "box",
            true,
            true,
            true,
            new PodPlan.Identity(Optional.of(1000L), Optional.of(50L), List.of(7L, 8L)),
            new PodPlan.Privileges(
                    true,
                    List.of("NET_ADMIN"),
                    List.of("ALL"),
                    true,
                    true,
                    Seccomp.UNCONFINED,
                    true,
                    Map.of("net.x", "1")),
            new PodPlan.Resources(128 << 20, 64 << 20, 1500, 250, Map.of("nvidia.com/gpu", 2L)),
            List.of(
                    new PodPlan.HostAlias("10.0.0.2", List.of("b", "a")),
                    new PodPlan.HostAlias("10.0.0.1", List.of("c"))),
            new PodPlan.Dns(
                    List.of("1.1.1.1"), List.of("example.org"), List.of("ndots:2", "rotate"), NameScope.CLUSTER),
            List.of(
                    new Mount.Claim("data", "data-claim", true, "/data", false, ""),
                    new Mount.Claim("data", "data-claim", true, "/part", true, "a/b"),
                    new Mount.HostPath("/etc/x", "/x", true),
                    new Mount.Memory("/dev/shm", 64 << 20, false),
                    new Mount.Memory("/run", 0, true)),
            List.of(
                    new Mount.Claim("data", "data-claim", true, "/data", false, ""),
                    new Mount.Claim("data", "data-claim", true, "/part", false, "")),
            true,
            List.of(new Port(80, Protocol.TCP), new Port(53, Protocol.UDP), new Port(9, Protocol.SCTP)),
            Optional.of(new PodPlan.Probe(
                    List.of("test", "$X"),
                    Duration.ofMillis(500),
                    Duration.ofMillis(2500),
                    3,
                    Optional.of(new PodPlan.Start(Duration.ofMillis(1500), PodPlan.Start.PATIENT)))),
            Duration.ofMillis(1500),
            true,
            Map.of("kubernetes.io/arch", "arm64"),
            PodPlan.Restart.ALWAYS,
            List.of(),
            "/words");

    @Test
    void aBarePlanAsksForNothing() {
        V1PodSpec spec = PodSpecs.of(BARE);
        V1Container main = spec.getContainers().getFirst();
        assertEquals("main", main.getName());
        assertEquals("IfNotPresent", main.getImagePullPolicy());
        assertEquals("Never", spec.getRestartPolicy());
        assertEquals(10, spec.getTerminationGracePeriodSeconds());
        assertEquals(false, spec.getAutomountServiceAccountToken());
        assertEquals(false, spec.getEnableServiceLinks());
        assertNull(main.getCommand());
        assertNull(main.getArgs());
        assertNull(main.getEnv());
        assertNull(main.getTty());
        assertNull(main.getReadinessProbe());
        assertNull(main.getStartupProbe());
        assertNull(main.getResources());
        assertNull(main.getWorkingDir());
        assertNull(spec.getHostname());
        assertNull(spec.getSecurityContext());
        assertNull(spec.getDnsPolicy());
        assertNull(spec.getDnsConfig());
        assertNull(spec.getShareProcessNamespace());
    }

    @Test
    void stepsBeforeTheProcessAreDoneByItsOwnImage() {
        assertNull(PodSpecs.of(BARE).getInitContainers());
        List<V1Container> steps = PodSpecs.of(FULL).getInitContainers();
        assertEquals(
                List.of("d2k-fill", "d2k-unplug"),
                steps.stream().map(V1Container::getName).toList());
        V1Container unplug = steps.getLast();
        assertEquals("img@sha256:1", unplug.getImage());
        assertEquals(
                List.of("ALL"), unplug.getSecurityContext().getCapabilities().getDrop());
        assertEquals(
                List.of("NET_ADMIN"),
                unplug.getSecurityContext().getCapabilities().getAdd());
        assertEquals(List.of(), unplug.getVolumeMounts());
    }

    @Test
    void nothingIsLeftToExpansion() {
        V1Container main = PodSpecs.of(FULL).getContainers().getFirst();
        assertEquals(List.of("sh", "-c"), main.getCommand());
        assertEquals(List.of("echo $$HOME $$(date) $$$$"), main.getArgs());
        assertEquals(
                List.of("B=$$(A)", "A=1", "E="),
                main.getEnv().stream().map(PodSpecsTest::text).toList());
        assertEquals(List.of("test", "$$X"), main.getReadinessProbe().getExec().getCommand());
    }

    @Test
    void theProcessIsAsAsked() {
        V1PodSpec spec = PodSpecs.of(FULL);
        V1Container main = spec.getContainers().getFirst();
        assertEquals("/srv", main.getWorkingDir());
        assertTrue(main.getTty() && main.getStdin() && main.getStdinOnce());
        assertEquals("box", spec.getHostname());
        assertNull(spec.getHostnameOverride());
        V1PodSpec dotted = PodSpecs.of(FULL.withHostname("git.example.com"));
        assertEquals("git.example.com", dotted.getHostnameOverride());
        assertEquals("git-example-com", dotted.getHostname());
        assertEquals(true, spec.getShareProcessNamespace());
        assertEquals(2, spec.getTerminationGracePeriodSeconds());
        assertEquals("Always", spec.getRestartPolicy());
        assertEquals(Map.of("kubernetes.io/arch", "arm64"), spec.getNodeSelector());
        assertEquals(1000, main.getSecurityContext().getRunAsUser());
        assertEquals(true, main.getSecurityContext().getRunAsNonRoot());
        assertEquals(50, main.getSecurityContext().getRunAsGroup());
        assertEquals(List.of(7L, 8L), spec.getSecurityContext().getSupplementalGroups());
        assertEquals("net.x", spec.getSecurityContext().getSysctls().getFirst().getName());
        assertEquals(true, main.getSecurityContext().getPrivileged());
        assertEquals(true, main.getSecurityContext().getReadOnlyRootFilesystem());
        assertEquals(false, main.getSecurityContext().getAllowPrivilegeEscalation());
        assertEquals("Unconfined", main.getSecurityContext().getSeccompProfile().getType());
        assertEquals(
                "Unconfined", main.getSecurityContext().getAppArmorProfile().getType());
        assertEquals(
                List.of("NET_ADMIN"),
                main.getSecurityContext().getCapabilities().getAdd());
        assertEquals(List.of("ALL"), main.getSecurityContext().getCapabilities().getDrop());
        assertEquals(
                List.of("80TCP", "53UDP", "9SCTP"),
                main.getPorts().stream()
                        .map(p -> p.getContainerPort() + p.getProtocol())
                        .toList());
    }

    @Test
    void resourcesAreQuantities() {
        var resources = PodSpecs.of(FULL).getContainers().getFirst().getResources();
        assertEquals("128Mi", text(resources.getLimits().get("memory")));
        assertEquals("64Mi", text(resources.getRequests().get("memory")));
        assertEquals("1500m", text(resources.getLimits().get("cpu")));
        assertEquals("250m", text(resources.getRequests().get("cpu")));
        assertEquals("2", text(resources.getLimits().get("nvidia.com/gpu")));
    }

    @Test
    void oneClaimIsOneVolumeHoweverOftenItIsMounted() {
        V1PodSpec spec = PodSpecs.of(FULL);
        List<V1VolumeMount> mounts = spec.getContainers().getFirst().getVolumeMounts();
        assertEquals(4, spec.getVolumes().size());
        assertEquals(mounts.get(0).getName(), mounts.get(1).getName());
        assertNull(mounts.get(0).getReadOnly());
        assertEquals(true, mounts.get(1).getReadOnly());
        assertEquals("a/b", mounts.get(1).getSubPath());
        V1Volume shm = spec.getVolumes().get(2);
        assertEquals("Memory", shm.getEmptyDir().getMedium());
        assertEquals("64Mi", text(shm.getEmptyDir().getSizeLimit()));
        assertNull(spec.getVolumes().get(3).getEmptyDir().getSizeLimit());
        assertEquals("/etc/x", spec.getVolumes().get(1).getHostPath().getPath());
        assertEquals(
                spec.getVolumes().size(),
                spec.getVolumes().stream().map(V1Volume::getName).distinct().count());
    }

    @Test
    void mountsBelowAPathOfTheNodeSpreadAsTheyMay() {
        List<V1VolumeMount> mounts = PodVolumes.of(List.of(
                        new Mount.HostPath("", "/a", "/a", false, Propagation.NONE),
                        new Mount.HostPath("", "/b", "/b", true, Propagation.FROM_HOST),
                        new Mount.HostPath("", "/c", "/c", false, Propagation.BOTH_WAYS)))
                .mounts();
        assertNull(mounts.get(0).getMountPropagation());
        assertEquals("HostToContainer", mounts.get(1).getMountPropagation());
        assertEquals("Bidirectional", mounts.get(2).getMountPropagation());
    }

    @Test
    void volumesAreFilledByTheImageItselfAsRootWithFewRights() {
        V1PodSpec spec = PodSpecs.of(FULL);
        V1Container fill = spec.getInitContainers().getFirst();
        assertEquals("img@sha256:1", fill.getImage());
        List<String> command = fill.getCommand();
        assertEquals(List.of("data", "/data", "data", "/part"), command.subList(4, command.size()));
        assertEquals(1, fill.getVolumeMounts().size(), "one claim is mounted once, to be written");
        V1VolumeMount mount = fill.getVolumeMounts().getFirst();
        assertEquals(spec.getVolumes().getFirst().getName(), mount.getName());
        assertEquals("/.d2k/data", mount.getMountPath());
        assertNull(mount.getReadOnly());
        assertEquals(0L, fill.getSecurityContext().getRunAsUser());
        assertEquals(List.of("ALL"), fill.getSecurityContext().getCapabilities().getDrop());
        assertEquals(spec.getContainers().getFirst().getResources(), fill.getResources(), "a quota may ask for them");
        assertNull(PodSpecs.of(BARE).getInitContainers());
    }

    @Test
    void namesAreResolvedAsAsked() {
        V1PodSpec spec = PodSpecs.of(FULL);
        assertEquals("None", spec.getDnsPolicy());
        assertEquals(List.of("1.1.1.1"), spec.getDnsConfig().getNameservers());
        assertEquals(List.of("example.org"), spec.getDnsConfig().getSearches());
        assertEquals("ndots", spec.getDnsConfig().getOptions().get(0).getName());
        assertEquals("2", spec.getDnsConfig().getOptions().get(0).getValue());
        assertNull(spec.getDnsConfig().getOptions().get(1).getValue());
        assertEquals(
                List.of("10.0.0.2", "10.0.0.1"),
                spec.getHostAliases().stream().map(alias -> alias.getIp()).toList());
        assertEquals(List.of("b", "a"), spec.getHostAliases().getFirst().getHostnames());
    }

    @Test
    void theProbeCountsInWholeSeconds() {
        var probe = PodSpecs.of(FULL).getContainers().getFirst().getReadinessProbe();
        assertEquals(1, probe.getPeriodSeconds());
        assertEquals(3, probe.getTimeoutSeconds());
        assertEquals(3, probe.getFailureThreshold());
        var start = PodSpecs.of(FULL).getContainers().getFirst().getStartupProbe();
        assertEquals(probe.getExec(), start.getExec());
        assertEquals(2, start.getPeriodSeconds());
        assertEquals(3, start.getTimeoutSeconds());
        assertEquals(Integer.MAX_VALUE, start.getFailureThreshold(), "Docker does not kill what does not start well");
    }

    @ParameterizedTest
    @CsvSource({"PT0S,1", "PT0.2S,1", "PT1S,1", "PT1.001S,2", "PT10S,10"})
    void graceIsAtLeastASecond(Duration grace, long seconds) {
        assertEquals(seconds, Seconds.ceil(grace, 1));
        assertFalse(Seconds.ceil(grace, 1) < 1);
    }

    private static String text(V1EnvVar variable) {
        return variable.getName() + "=" + variable.getValue();
    }

    private static String text(Quantity quantity) {
        return quantity.toSuffixedString();
    }
}

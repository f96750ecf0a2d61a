package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.Port;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds the domain's view of a container from what a real engine inspected: the way back of the encoder. */
final class Views {
    private Views() {}

    static ContainerView of(byte[] request, JsonNode inspected) {
        ContainerSpec spec = new ContainerDecoder().decode(request);
        var c = new Fields(inspected);
        Fields config = c.object("Config");
        var record = new ContainerRecord(
                c.text("Id"),
                c.text("Name").substring(1),
                c.text("Name").substring(1),
                WorkloadKind.DEPLOYMENT,
                Instant.parse(c.text("Created")),
                spec,
                Optional.of(c.text("Image")).filter(id -> !id.isEmpty()).map(Views::image),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                1,
                true,
                Optional.empty(),
                Optional.empty(),
                false);
        var effective = new EffectiveConfig(
                config.textsIfSet("Entrypoint"),
                config.textsIfSet("Cmd"),
                config.texts("Env"),
                config.text("WorkingDir"),
                config.text("User"),
                config.text("Hostname"),
                config.map("Labels"),
                PortReader.exposed(config.keys("ExposedPorts")),
                config.keys("Volumes"),
                config.text("StopSignal"),
                config.isSet("Healthcheck") ? Optional.of(check(config.object("Healthcheck"))) : Optional.empty());
        return new ContainerView(
                record,
                record.spec().image(),
                state(c.object("State")),
                effective,
                c.objects("Mounts").stream().map(Views::mount).toList(),
                endpoints(c.object("NetworkSettings").objectsByKey("Networks")),
                published(c.object("NetworkSettings").objectsByKey("Ports")),
                "node",
                c.texts("ExecIDs"),
                List.of(),
                List.of());
    }

    private static ImageFacts image(String id) {
        return new ImageFacts(
                id,
                id,
                id,
                "linux",
                "amd64",
                "",
                Optional.empty(),
                "",
                77,
                List.of(),
                List.of(),
                List.of(),
                ImageConfig.EMPTY,
                Accounts.NONE);
    }

    private static ContainerState state(Fields state) {
        return new ContainerState(
                ContainerStatus.valueOf(state.text("Status").toUpperCase(Locale.ROOT)),
                state.count("ExitCode"),
                false,
                "",
                time(state.text("StartedAt")),
                time(state.text("FinishedAt")),
                0,
                state.isSet("Health")
                        ? Optional.of(ContainerState.Health.valueOf(
                                state.object("Health").text("Status").toUpperCase(Locale.ROOT)))
                        : Optional.empty());
    }

    private static Optional<Instant> time(String text) {
        return text.equals(GoTime.NEVER) ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    private static Healthcheck check(Fields check) {
        return new Healthcheck(
                check.texts("Test"),
                Duration.ofNanos(check.number("Interval")),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                0);
    }

    private static ContainerView.MountPoint mount(Fields m) {
        return new ContainerView.MountPoint(
                m.text("Type"),
                m.text("Name"),
                m.text("Source"),
                m.text("Destination"),
                m.text("Driver"),
                m.text("Mode"),
                m.flag("RW"),
                m.text("Propagation"));
    }

    private static List<ContainerView.Endpoint> endpoints(Map<String, Fields> networks) {
        var out = new ArrayList<ContainerView.Endpoint>();
        networks.forEach((name, n) -> out.add(new ContainerView.Endpoint(
                name,
                n.text("NetworkID"),
                n.text("EndpointID"),
                n.text("IPAddress"),
                n.text("Gateway"),
                n.textsIfSet("Aliases"),
                n.textsIfSet("Links"),
                n.textsIfSet("DNSNames"))));
        return out;
    }

    private static Map<Port, List<PortBinding>> published(Map<String, Fields> ports) {
        var out = new TreeMap<Port, List<PortBinding>>();
        ports.forEach((key, bindings) -> {
            var list = new ArrayList<PortBinding>();
            bindings.node()
                    .forEach(b -> list.add(new PortBinding(
                            b.get("HostIp").asText(), b.get("HostPort").asText())));
            out.put(PortReader.exposed(List.of(key)).getFirst(), list);
        });
        return out;
    }
}

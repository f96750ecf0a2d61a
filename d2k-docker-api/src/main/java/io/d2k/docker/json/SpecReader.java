package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.LoggingSpec;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.ProcessSpec;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.container.Ulimit;
import io.d2k.domain.image.Healthcheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Puts the fields of a create request where {@link ContainerSpec} has a place for them. */
final class SpecReader {
    private SpecReader() {}

    static ContainerSpec read(CreateDocument document) {
        var config = new Fields(document.config());
        var host = new Fields(document.host());
        return new ContainerSpec(
                config.text("Image"),
                process(config, host),
                config.map("Labels"),
                config.isSet("Healthcheck") ? Optional.of(healthcheck(config.object("Healthcheck"))) : Optional.empty(),
                networks(config, host, new Fields(document.endpoints())),
                storage(config, host),
                resources(host),
                security(host),
                new LoggingSpec(
                        host.object("LogConfig").text("Type"),
                        host.object("LogConfig").map("Config")),
                RestartPolicies.read(host.object("RestartPolicy")),
                host.flag("AutoRemove"),
                OtherSettings.of(document),
                document.compact());
    }

    private static ProcessSpec process(Fields config, Fields host) {
        return new ProcessSpec(
                config.textsIfSet("Entrypoint"),
                config.textsIfSet("Cmd"),
                config.texts("Env"),
                config.text("WorkingDir"),
                config.text("User"),
                config.text("Hostname"),
                config.text("Domainname"),
                config.flag("Tty"),
                config.flag("OpenStdin"),
                config.flag("StdinOnce"),
                config.flag("AttachStdin"),
                config.flag("AttachStdout"),
                config.flag("AttachStderr"),
                config.text("StopSignal"),
                config.isSet("StopTimeout") ? Optional.of(config.count("StopTimeout")) : Optional.empty(),
                ExecCodec.size(host));
    }

    private static Healthcheck healthcheck(Fields check) {
        return new Healthcheck(
                check.texts("Test"),
                Duration.ofNanos(check.number("Interval")),
                Duration.ofNanos(check.number("Timeout")),
                Duration.ofNanos(check.number("StartPeriod")),
                Duration.ofNanos(check.number("StartInterval")),
                check.count("Retries"));
    }

    private static NetworkSpec networks(Fields config, Fields host, Fields endpoints) {
        var joined = new LinkedHashMap<String, NetworkSpec.Endpoint>();
        for (String name : endpoints.names()) {
            joined.put(name, endpoint(endpoints.object(name)));
        }
        var bindings = new LinkedHashMap<String, List<Fields>>();
        host.objectsByKey("PortBindings").forEach((port, list) -> {
            var hosts = new ArrayList<Fields>();
            for (JsonNode b : list.node()) {
                hosts.add(new Fields(b));
            }
            bindings.put(port, hosts);
        });
        return new NetworkSpec(
                host.text("NetworkMode"),
                joined,
                PortReader.exposed(config.keys("ExposedPorts")),
                PortReader.bindings(bindings),
                host.flag("PublishAllPorts"),
                host.texts("ExtraHosts"),
                host.texts("Dns"),
                host.texts("DnsOptions"),
                host.texts("DnsSearch"),
                host.texts("Links"));
    }

    private static NetworkSpec.Endpoint endpoint(Fields settings) {
        Fields addresses = settings.object("IPAMConfig");
        return new NetworkSpec.Endpoint(
                settings.texts("Aliases"),
                addresses.textIfSet("IPv4Address"),
                addresses.textIfSet("IPv6Address"),
                settings.textIfSet("MacAddress"),
                settings.texts("Links"));
    }

    private static StorageSpec storage(Fields config, Fields host) {
        return new StorageSpec(
                host.texts("Binds"),
                host.objects("Mounts").stream().map(SpecReader::mount).toList(),
                host.map("Tmpfs"),
                config.keys("Volumes"),
                host.texts("VolumesFrom"),
                host.text("VolumeDriver"));
    }

    private static MountRequest mount(Fields mount) {
        Fields volume = mount.object("VolumeOptions");
        Fields driver = volume.object("DriverConfig");
        Fields tmpfs = mount.object("TmpfsOptions");
        return new MountRequest(
                mount.text("Type"),
                mount.text("Source"),
                mount.text("Target"),
                mount.flag("ReadOnly"),
                volume.flag("NoCopy"),
                volume.text("Subpath"),
                volume.map("Labels"),
                driver.text("Name"),
                driver.map("Options"),
                tmpfs.number("SizeBytes") == 0 ? OptionalLong.empty() : OptionalLong.of(tmpfs.number("SizeBytes")),
                tmpfs.number("Mode") == 0 ? OptionalInt.empty() : OptionalInt.of((int) tmpfs.number("Mode")),
                mount.object("BindOptions").text("Propagation"));
    }

    private static ResourceSpec resources(Fields host) {
        return new ResourceSpec(
                        host.number("Memory"),
                        host.number("MemoryReservation"),
                        host.number("MemorySwap"),
                        host.number("NanoCpus"),
                        host.number("CpuShares"),
                        host.number("CpuQuota"),
                        host.number("CpuPeriod"),
                        host.number("PidsLimit"),
                        host.number("ShmSize"),
                        host.objects("DeviceRequests").stream()
                                .map(SpecReader::device)
                                .toList())
                .limiting(host.objects("Ulimits").stream()
                        .filter(limit -> !limit.node().isNull())
                        .map(limit -> new Ulimit(limit.text("Name"), limit.number("Soft"), limit.number("Hard")))
                        .toList());
    }

    private static ResourceSpec.DeviceRequest device(Fields request) {
        var capabilities = new ArrayList<List<String>>();
        for (JsonNode set : request.node().path("Capabilities")) {
            var all = new ArrayList<String>();
            set.forEach(c -> all.add(c.asText()));
            capabilities.add(all);
        }
        return new ResourceSpec.DeviceRequest(
                request.text("Driver"), request.count("Count"), request.texts("DeviceIDs"), capabilities);
    }

    private static SecuritySpec security(Fields host) {
        return new SecuritySpec(
                host.flag("Privileged"),
                host.texts("CapAdd"),
                host.texts("CapDrop"),
                host.texts("GroupAdd"),
                host.flag("ReadonlyRootfs"),
                host.texts("SecurityOpt"),
                host.map("Sysctls"),
                host.flag("Init"),
                host.text("PidMode"),
                host.text("IpcMode"),
                host.text("UTSMode"),
                host.text("UsernsMode"),
                host.text("CgroupnsMode"));
    }
}

package io.d2k.domain.container.rule;

import io.d2k.domain.Ids;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.PodPlan.Privileges;
import io.d2k.domain.container.ProcessSpec;
import io.d2k.domain.container.Seccomp;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.system.KubernetesVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A whole create request to the pod that each start of the container runs. */
public final class PodPlanRule {
    private static final int DEFAULT_STOP_SECONDS = 10;
    private static final String DEFAULT_SHM_TARGET = "/dev/shm";
    private static final long DEFAULT_SHM_BYTES = 64L << 20;

    private PodPlanRule() {}

    /**
     * What the rule needs besides the request.
     *
     * @param engineAddress by which containers reach this engine, where that is known
     * @param unplugged whether the network interface can be taken away where no network is asked for
     * @param server tells the version of the cluster, such as {@code v1.34.1}; asked only where it matters
     */
    public record Inputs(
            String id,
            ContainerSpec spec,
            EffectiveConfig config,
            Optional<ImageFacts> image,
            WorkloadKind kind,
            String imageToRun,
            String platform,
            Optional<String> gpuResource,
            Optional<String> hostGateway,
            Optional<String> engineAddress,
            Supplier<String> server,
            List<Mount> mounts,
            List<Mount> fills,
            boolean unplugged,
            List<String> pullSecrets) {
        /** Copies the lists. */
        public Inputs {
            mounts = List.copyOf(mounts);
            fills = List.copyOf(fills);
            pullSecrets = List.copyOf(pullSecrets);
        }

        /** Returns this with mounts, and those of them that are filled first. */
        public Inputs mounting(List<Mount> made, List<Mount> filled) {
            return new Inputs(
                    id,
                    spec,
                    config,
                    image,
                    kind,
                    imageToRun,
                    platform,
                    gpuResource,
                    hostGateway,
                    engineAddress,
                    server,
                    made,
                    filled,
                    unplugged,
                    pullSecrets);
        }
    }

    /**
     * Checks and translates.
     *
     * @throws EngineException in Docker's words
     */
    public static PodPlan translate(Inputs in, Warnings warnings) {
        ContainerSpec spec = in.spec();
        ProcessSpec process = spec.process();
        OtherSettingsRule.judge(spec, warnings);
        boolean cleared = EffectiveConfigRule.cleared(process.entrypoint());
        List<String> entrypoint = cleared ? List.of() : process.entrypoint().orElse(List.of());
        List<String> cmd = process.cmd().orElse(List.of());
        // without an entrypoint of its own the pod keeps the image's; a cleared one makes cmd the command
        EngineSocketRule.Reached reached = EngineSocketRule.reach(
                in.mounts(),
                EnvRule.translate(
                        process.env(),
                        in.image().map(ImageFacts::config).map(ImageConfig::env).orElse(List.of()),
                        warnings),
                spec.image(),
                in.engineAddress(),
                warnings);
        List<String> argv = in.config().argv();
        // what the image runs by itself may not be known, and then the cluster tells what it does not take
        List<EnvVar> refused = argv.isEmpty() ? List.of() : EnvNameRule.refused(reached.env(), in.server());
        UlimitRule.judge(spec, in.config(), in.image(), warnings);
        List<String> given = EnvNameRule.having(refused, argv);
        List<String> limited = UlimitRule.under(spec, in.config(), in.image(), given);
        boolean whole = cleared || !limited.equals(argv);
        return new PodPlan(
                in.imageToRun(),
                whole ? limited : entrypoint,
                whole ? List.of() : cmd,
                reached.env().stream().filter(v -> !refused.contains(v)).toList(),
                requireAbsolute(process.workingDir()),
                process.hostname().isEmpty()
                        ? Ids.brief(in.id())
                        : HostnameRule.translate(process.hostname(), in.server(), warnings),
                process.tty(),
                process.openStdin(),
                process.stdinOnce(),
                UserRule.translate(
                        process.user(),
                        spec.security().groupAdd(),
                        in.image().map(ImageFacts::accounts).orElse(Accounts.NONE)),
                privileges(in, warnings),
                ResourceRule.translate(spec.resources(), in.gpuResource(), warnings),
                hosts(in, warnings),
                HostsRule.dns(spec.networks(), warnings),
                withSharedMemory(reached.mounts(), spec.resources().shmBytes()),
                in.fills(),
                in.unplugged(),
                in.config().exposedPorts(),
                HealthcheckRule.translate(in.config().healthcheck(), warnings),
                grace(process),
                spec.security().init(),
                NodePlatformRule.labels(in.platform()),
                in.kind() == WorkloadKind.DEPLOYMENT ? PodPlan.Restart.ALWAYS : PodPlan.Restart.NEVER,
                in.pullSecrets(),
                "");
    }

    /** Returns how long stopping may take when the client does not say. */
    public static Duration grace(ProcessSpec process) {
        int seconds = process.stopTimeoutSeconds().orElse(DEFAULT_STOP_SECONDS);
        // a negative timeout waits for ever, which Kubernetes cannot; a day comes near it
        return seconds < 0 ? Duration.ofDays(1) : Duration.ofSeconds(seconds);
    }

    private static List<HostAlias> hosts(Inputs in, Warnings warnings) {
        List<String> entries = in.spec().networks().extraHosts();
        List<HostAlias> aliases = HostsRule.byKubelet(entries, in.hostGateway());
        List<HostAlias> others = HostsRule.beyondKubelet(entries, in.hostGateway());
        // where no cluster is, there is no running container into whose file they could be written
        if (!others.isEmpty() && !KubernetesVersion.ofCluster(in.server().get())) {
            warnings.add("Kubernetes takes no host name such as "
                    + others.getFirst().names().getFirst() + ". It was left out of /etc/hosts.");
        }
        return aliases;
    }

    /**
     * Returns a working directory; empty for that of the image.
     *
     * @throws EngineException for one that does not begin at the root, in Docker's words
     */
    public static String requireAbsolute(String dir) {
        if (!dir.isEmpty() && !dir.startsWith("/")) {
            throw EngineException.invalid(
                    "the working directory '" + dir + "' is invalid, it needs to be an absolute path");
        }
        return dir;
    }

    private static Privileges privileges(Inputs in, Warnings warnings) {
        SecuritySpec security = in.spec().security();
        boolean noNewPrivileges = false;
        boolean appArmorOff = false;
        // nodes filter the calls of a privileged container as little as an engine does
        Seccomp seccomp = security.privileged() ? Seccomp.OF_NODE : Seccomp.OF_RUNTIME;
        for (String option : security.securityOpt()) {
            SecurityOptionRule.check(option);
            if (SecurityOptionRule.forbidsNewPrivileges(option)) {
                noNewPrivileges = true;
            } else if (SecurityOptionRule.seccomp(option).isPresent()) {
                seccomp = SecurityOptionRule.seccomp(option).get();
            } else if (SecurityOptionRule.withoutAppArmor(option)
                    && KubernetesVersion.hasAppArmorField(in.server().get())) {
                appArmorOff = true;
            } else if (!SecurityOptionRule.ofNewPrivileges(option)
                    && !(security.privileged() && SecurityOptionRule.withoutLabel(option))) {
                warnings.add("Security option " + SecurityOptionRule.brief(option)
                        + " has no counterpart in d2k. It was ignored.");
            }
        }
        if (noNewPrivileges && security.privileged()) {
            warnings.add("A privileged pod may always gain privileges. no-new-privileges was ignored.");
            noNewPrivileges = false;
        }
        SysctlRule.check(security.sysctls(), in.server());
        Privileges asked = new Privileges(
                security.privileged(),
                CapabilityRule.translate("CapAdd", security.capAdd()),
                CapabilityRule.translate("CapDrop", security.capDrop()),
                security.readonlyRootfs(),
                noNewPrivileges,
                seccomp,
                appArmorOff,
                security.sysctls());
        return LowPortRule.open(asked, user(in), in.server());
    }

    private static List<Mount> withSharedMemory(List<Mount> mounts, long shmBytes) {
        boolean covered = mounts.stream().anyMatch(m -> m.target().equals(DEFAULT_SHM_TARGET));
        if (shmBytes == 0 || shmBytes == DEFAULT_SHM_BYTES || covered) {
            return mounts;
        }
        var all = new java.util.ArrayList<>(mounts);
        all.add(new Mount.Memory(DEFAULT_SHM_TARGET, shmBytes, false));
        return all;
    }

    /** Returns the user of the process, where it is known. */
    private static Optional<String> user(Inputs in) {
        String user = in.config().user();
        return user.isEmpty() && in.image().isEmpty() ? Optional.empty() : Optional.of(user);
    }
}

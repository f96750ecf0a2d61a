package io.d2k.cli;

import io.d2k.domain.error.EngineException;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.cluster.ClusterDns;
import io.d2k.k8s.doctor.Doctor;
import io.d2k.k8s.doctor.Finding;
import io.d2k.server.ManifestWriter;
import io.d2k.server.Setting;
import io.d2k.server.TextTable;
import io.d2k.server.WrongSettingException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code d2k doctor}: whether d2k will work on a cluster, and what of it will not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        header = "Tells whether d2k will work on a cluster.",
        description = {
            "",
            "Asks the cluster what d2k relies on: permissions by feature, storage, ports, metrics, quotas, streams,"
                    + " DNS. Changes nothing.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:containers can be run; what is marked WARN works in part",
            "1:something is marked FAIL: d2k cannot do its main job",
            "2:the flags or the kubeconfig are wrong"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "the kubeconfig, as for d2k serve")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "the namespace that d2k would work in (D2K_NAMESPACE, default: default)")
    private Optional<String> namespace = Optional.empty();

    @Option(
            names = "--cluster-domain",
            paramLabel = "DOMAIN",
            description = "the domain of the cluster's DNS, as for d2k serve")
    private Optional<String> clusterDomain = Optional.empty();

    @Option(
            names = "--swarm-mode",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "looks at what a swarm takes, too (D2K_SWARM_MODE)")
    private Optional<Boolean> swarm = Optional.empty();

    @Option(
            names = "--leader-election",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "looks at what replicas take, too (D2K_LEADER_ELECTION)")
    private Optional<Boolean> replicas = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE})")
    private String format = "";

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (!format.equals("table") && !format.equals("json")) {
            err.println("d2k: --format is table or json, not \"" + format + "\"");
            return WRONG;
        }
        String where = namespace.or(() -> set(Setting.NAMESPACE)).orElse(Setting.NAMESPACE.fallback());
        String domain = clusterDomain
                .or(() -> set(Setting.CLUSTER_DOMAIN))
                .orElseGet(() -> ClusterDns.ofThisPod().domain());
        try (KubernetesClients clients = KubernetesClients.connect(
                kubeconfig.or(() -> set(Setting.KUBECONFIG).map(Path::of)), where)) {
            List<Finding> findings = new Doctor(
                            clients,
                            domain,
                            wanted(swarm, Setting.SWARM_MODE),
                            wanted(replicas, Setting.LEADER_ELECTION))
                    .examine();
            PrintWriter out = spec.commandLine().getOut();
            out.print(format.equals("json") ? json(findings) : table(findings));
            out.flush();
            return Finding.usable(findings) ? 0 : 1;
        } catch (EngineException | WrongSettingException e) {
            err.println("d2k: " + e.getMessage());
            return WRONG;
        }
    }

    private static boolean wanted(Optional<Boolean> flag, Setting setting) {
        return flag.or(() -> set(setting).map(text -> read(setting, text))).orElse(false);
    }

    private static boolean read(Setting setting, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new WrongSettingException(setting, text, "true or false is expected"); // as for d2k serve
        }
        return text.equals("true");
    }

    private static Optional<String> set(Setting setting) {
        return Optional.ofNullable(System.getenv(setting.variable())).filter(v -> !v.isEmpty());
    }

    private static String table(List<Finding> findings) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("CHECK", "STATE", "FOUND"));
        findings.forEach(f -> lines.add(List.of(f.check(), f.level().name(), f.text())));
        return TextTable.of(lines);
    }

    private static String json(List<Finding> findings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("usable", Finding.usable(findings));
        all.put(
                "checks",
                findings.stream()
                        .map(f -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("check", f.check());
                            one.put("state", f.level().name().toLowerCase(Locale.ROOT));
                            one.put("found", f.text());
                            return one;
                        })
                        .toList());
        return ManifestWriter.json(all);
    }
}

package io.d2k.e2e.answer;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where answers may differ from the description, and why. Most are places where the Docker Engine itself differs from
 * its description; clients know the engine, so its answers are what counts.
 *
 * @param operation a regular expression for the operation
 * @param place a regular expression for the place in the body
 * @param what a regular expression for what is wrong
 * @param reason why this is right all the same
 */
record KnownDeviation(Pattern operation, Pattern place, Pattern what, String reason) {
    private static final String ANY = ".*";
    private static final String GO_NULL = "the engine writes Go's unset slices and maps as null";
    private static final String NULL = "null found";

    private static final List<KnownDeviation> ALL = List.of(
            of(
                    "GET /containers/\\{id}/json",
                    "/HostConfig/(Blkio(Weight|Device).*|Devices|Device(CgroupRules|Requests)|Ulimits|Binds|PortBindings"
                            + "|VolumesFrom|Cap(Add|Drop)|Dns(Options|Search)?|ExtraHosts|GroupAdd|Links|SecurityOpt"
                            + "|MaskedPaths|ReadonlyPaths)",
                    NULL,
                    GO_NULL),
            of(
                    "GET /(containers|images)/\\{(id|name)}/json",
                    "/Config/(Env|Volumes|Entrypoint|Labels|Cmd|OnBuild)",
                    NULL,
                    GO_NULL),
            of(ANY, ".*/NetworkSettings/Networks/[^/]+/(Links|Aliases|DNSNames)", NULL, GO_NULL),
            of("(GET|POST) /networks.*", ".*/(IPAM/Options|NetworksDeleted)", NULL, GO_NULL),
            of(
                    "GET /networks.*",
                    "(/[0-9]+)?/(Containers|Labels)",
                    NULL,
                    "the engine writes null for networks of a swarm that have none"),
            of(
                    "POST /(secrets|configs)/create",
                    "",
                    "required property 'Id'",
                    "the engine calls it ID, and clients read it so"),
            of("POST /services/\\{id}/update", "/Warnings", NULL, GO_NULL),
            of(
                    "GET /services.*",
                    "(/[0-9]+)?/UpdateStatus/State",
                    "enumeration",
                    "the engine has words for rollbacks, too, of which the description does not tell"),
            of(
                    "GET /(services|tasks).*",
                    "(/[0-9]+)?/(Previous)?Spec/.*(Privileges/(CredentialSpec|SELinuxContext)|Config/Order)",
                    "null found|enumeration",
                    "the engine gives back what the client has sent, and the Docker CLI sends these empty"),
            of(ANY, "(/Volumes/[0-9]+)?/(Options|Labels)", NULL, GO_NULL),
            of("GET /volumes", "/Warnings", NULL, GO_NULL),
            of("GET /info", "/(GenericResources|Warnings)", NULL, GO_NULL),
            of("POST /containers/\\{id}/update", "/Warnings", NULL, GO_NULL),
            of("GET /containers/\\{id}/changes", "", NULL, GO_NULL),
            of("POST /images/prune", "/ImagesDeleted", NULL, GO_NULL),
            of("POST /containers/prune", "/ContainersDeleted", NULL, GO_NULL),
            of("GET /system/df", "/Images/[0-9]+/(Labels|RepoDigests)", NULL, GO_NULL),
            of("GET /images/json", "/[0-9]+/(Labels|RepoDigests)", NULL, GO_NULL),
            of(
                    "GET /containers/\\{id}/json",
                    "/HostConfig/MemorySwappiness",
                    NULL,
                    "the engine writes null where nobody asked for one"),
            of(ANY, ".*/Isolation", "enumeration", "isolation is of Windows; the engine writes an empty text on Linux"),
            of(
                    "GET /info",
                    "/CgroupDriver",
                    "enumeration",
                    "the cluster does not tell what its nodes use, and the description has no word for unknown"),
            of("GET /exec/\\{id}/json", "/ExitCode", NULL, "the engine writes null while the process runs"),
            of(
                    "POST /exec/\\{id}/start",
                    "",
                    "the status is none of",
                    "the description tells of the upgrade (101) in words, and among the answers of attach only"));

    private static KnownDeviation of(String operation, String place, String what, String reason) {
        return new KnownDeviation(Pattern.compile(operation), Pattern.compile(place), Pattern.compile(what), reason);
    }

    /** Returns whether a violation is known. */
    static boolean covers(Violation violation) {
        return ALL.stream()
                .anyMatch(
                        known -> known.operation.matcher(violation.operation()).matches()
                                && known.place.matcher(violation.place()).matches()
                                && known.what.matcher(violation.what()).find());
    }
}

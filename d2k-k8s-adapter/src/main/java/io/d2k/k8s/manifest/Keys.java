package io.d2k.k8s.manifest;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/** The labels and annotations that d2k's objects carry. */
public final class Keys {
    /** Label: who owns the object. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /** Value of {@link #MANAGED_BY}. */
    public static final String D2K = "d2k";
    /** Selector of everything that d2k owns. */
    public static final String OWNED = MANAGED_BY + "=" + D2K;

    /** Label: what the object stands for, one of the {@code KIND_} values. */
    public static final String KIND = "d2k.io/kind";
    /** Label: the first 32 digits of the ID. Annotation: the whole ID. */
    public static final String ID = "d2k.io/id";
    /** Label: the name as far as a label can hold it. Annotation: the exact name. */
    public static final String NAME = "d2k.io/name";
    /** Pod label and record annotation: number of the start. */
    public static final String RUN = "d2k.io/run";
    /** Pod annotation: a shell becomes the process; whether it holds that back until a client is attached. */
    public static final String GATE = "d2k.io/gate";
    /** Value of {@link #GATE}: it does. */
    public static final String GATE_SHUT = "shut";
    /** Pod label: number of the automatic restart. */
    public static final String RESTART = "d2k.io/restart";

    /** Annotation: the create request as received. */
    public static final String SPEC = "d2k.io/spec";
    /** Annotation: what the registry said of the image. */
    public static final String IMAGE = "d2k.io/image";
    /** Annotation: when Docker's object was created. */
    public static final String CREATED = "d2k.io/created";
    /** Annotation: names of the volumes that belong to a container alone. */
    public static final String ANONYMOUS_VOLUMES = "d2k.io/anonymous-volumes";
    /** Annotation: mounts that a container took over from others. */
    public static final String INHERITED_BINDS = "d2k.io/inherited-binds";
    /** Annotation: the networks a container belongs to. */
    public static final String NETWORKS = "d2k.io/networks";
    /** Annotation: the containers that a container finds on the default bridge by names of its own. */
    public static final String LINKS = "d2k.io/links";
    /** Annotation of what pods are made from: how many variables and host aliases are there for links, two numbers. */
    public static final String LINKED = "d2k.io/linked";
    /** Annotation: whether a run-once container is meant to run. */
    public static final String WANTED = "d2k.io/wanted";
    /** Annotation: the stop that was asked for. */
    public static final String ENDING = "d2k.io/ending";
    /** Annotation: how the last run ended. */
    public static final String LAST_RUN = "d2k.io/last-run";
    /** Annotation of a Deployment: the UIDs of the pods of earlier starts, as there were at the last one. */
    public static final String EARLIER_PODS = "d2k.io/earlier-pods";
    /** Annotation: whether the removal is under way. */
    public static final String REMOVING = "d2k.io/removing";
    /** Annotation: Docker labels. */
    public static final String LABELS = "d2k.io/labels";
    /** Annotation: driver options. */
    public static final String OPTIONS = "d2k.io/options";
    /** Annotation: the driver asked for. */
    public static final String DRIVER = "d2k.io/driver";
    /** Annotation: whether a volume's name was made up. */
    public static final String ANONYMOUS = "d2k.io/anonymous";
    /** Annotation: whether a volume is known to have had content. */
    public static final String FILLED = "d2k.io/filled";
    /** Annotation: which of a container's publications a Service is. */
    public static final String PART = "d2k.io/part";
    /** Annotation: the host ports that a container publishes. */
    public static final String HOST_PORTS = "d2k.io/host-ports";
    /** Annotation: the runs whose lines a log archive holds. */
    public static final String SOURCES = "d2k.io/sources";
    /** Label of the objects of a swarm's service: its name, as far as a label can hold it. */
    public static final String SERVICE = "d2k.io/service";
    /** Label of the objects of a swarm's service: the stack that it belongs to, as far as a label can hold its name. */
    public static final String STACK = "d2k.io/stack";
    /** Annotation: which request made the object; tells a repeated attempt from somebody else's object. */
    public static final String ORIGIN = "d2k.io/origin";

    /** What fills in templates in the content of a config. */
    public static final String TEMPLATING = "d2k.io/templating";

    /** Before the number of a file of a task whose content is in its pod. */
    public static final String FILE_PREFIX = "d2k.io/file-";
    /** How the labels of pods begin that name the volumes of one node which they mount. */
    public static final String VOLUME_PREFIX = "volume.d2k.io/";
    /** Annotation: the version of a swarm object's spec; without it, that of a new object. */
    public static final String VERSION = "d2k.io/version";
    /** Annotation: when a swarm object's spec was changed; without it, never. */
    public static final String UPDATED = "d2k.io/updated";
    /** Label of nodes: {@code pause} or {@code drain}, as Docker's users have asked for; without it, active. */
    public static final String AVAILABILITY = "d2k.io/availability";
    /** Annotation of nodes: which of their labels were given to them through Docker (a JSON list of keys). */
    public static final String NODE_LABELS = "d2k.io/node-labels";

    /** A container's record. */
    public static final String KIND_CONTAINER = "container";
    /** The pod of a run. */
    public static final String KIND_POD = "pod";
    /** A volume. */
    public static final String KIND_VOLUME = "volume";
    /** A network. */
    public static final String KIND_NETWORK = "network";
    /** A swarm's secret. */
    public static final String KIND_SECRET = "secret";
    /** A swarm's config. */
    public static final String KIND_CONFIG = "config";
    /** A pulled image. */
    public static final String KIND_IMAGE = "image";
    /** The names that were taken from images. */
    public static final String KIND_REMOVED_IMAGES = "removed-images";
    /** The logs of earlier runs. */
    public static final String KIND_LOG_ARCHIVE = "log-archive";
    /** The logs of tasks whose pods have gone. */
    public static final String KIND_TASK_LOG = "task-log";

    /** Kind of the ConfigMap with a container's start files. */
    public static final String KIND_START_FILES = "start-files";

    /** Kind of a ConfigMap with a part of an archive that is too large for it; nobody lists these. */
    public static final String KIND_START_PART = "start-part";
    /** A pod that shows the files of a container that does not run. */
    public static final String KIND_FILE_VIEW = "file-view";
    /** A Service that publishes ports. */
    public static final String KIND_PUBLISHED = "published-ports";
    /** The domain of names that a container resolves. */
    public static final String KIND_NAMES = "names";
    /** A domain of names with a dot. */
    public static final String KIND_DOTTED = "dotted-names";
    /** Credentials that images are pulled with. */
    public static final String KIND_PULL_SECRET = "pull-secret";
    /** What keeps containers apart. */
    public static final String KIND_ISOLATION = "isolation";
    /** The identity of this d2k. */
    public static final String KIND_IDENTITY = "identity";
    /** The Lease of the d2k that leads. */
    public static final String KIND_LEADER = "leader";

    /** Label of a service's record. */
    public static final String KIND_SERVICE = "service";

    /** Label of what makes the pods of a service. */
    public static final String KIND_WORKLOAD = "service-workload";

    /** Label of a service's pods. */
    public static final String KIND_TASK = "task";

    /** Label of what publishes a service's ports. */
    public static final String KIND_SERVICE_PORTS = "service-ports";

    /** Annotation of pods: which form of its service's tasks it is. */
    public static final String REVISION = "d2k.io/revision";

    /** Annotation of a service's pods: how its end was asked for by hand, {@code stop} or {@code kill}. */
    public static final String BY_HAND = "d2k.io/ended-by-hand";

    /** Annotation of a service's pods: why the swarm took them from their node, {@code constraints}. */
    public static final String REJECTED = "d2k.io/rejected-for";

    /** Annotation of what makes a service's pods: how many that have failed an update does not wait for. */
    public static final String LOST = "d2k.io/lost";

    /** Label of pods: the slot that it was made for. */
    public static final String SLOT = "d2k.io/slot";

    /** Annotation of the pods of tasks that d2k makes: the ID of the task. */
    public static final String TASK = "d2k.io/task";

    private static final int ID_LABEL_LENGTH = 32;

    private Keys() {}

    /** Returns an ID as far as a label holds it. */
    public static String idLabel(String id) {
        return id.length() <= ID_LABEL_LENGTH ? id : id.substring(0, ID_LABEL_LENGTH);
    }

    /** Returns whether d2k owns the object. */
    public static boolean owned(V1ObjectMeta metadata) {
        return label(metadata, MANAGED_BY).equals(Optional.of(D2K));
    }

    /** Returns whether d2k owns the object as that kind of thing. */
    public static boolean is(V1ObjectMeta metadata, String kind) {
        return owned(metadata) && label(metadata, KIND).equals(Optional.of(kind));
    }

    /** Returns whether both objects are d2k's and stand for the same thing. */
    public static boolean sameIdentity(V1ObjectMeta one, V1ObjectMeta other) {
        return owned(one)
                && owned(other)
                && label(one, KIND).equals(label(other, KIND))
                && annotation(one, ID).equals(annotation(other, ID))
                && annotation(one, ORIGIN).equals(annotation(other, ORIGIN))
                && label(one, RUN).equals(label(other, RUN))
                && label(one, RESTART).equals(label(other, RESTART));
    }

    /** Returns a label. */
    public static Optional<String> label(V1ObjectMeta metadata, String key) {
        return value(metadata.getLabels(), key);
    }

    /** Returns an annotation. */
    public static Optional<String> annotation(V1ObjectMeta metadata, String key) {
        return value(metadata.getAnnotations(), key);
    }

    /** Returns when Docker's object was created: as noted, else when Kubernetes' object was. */
    public static Instant created(V1ObjectMeta metadata, Optional<Instant> noted) {
        return noted.or(() ->
                        Optional.ofNullable(metadata.getCreationTimestamp()).map(OffsetDateTime::toInstant))
                .orElse(Instant.EPOCH);
    }

    private static Optional<String> value(Map<String, String> map, String key) {
        return map == null ? Optional.empty() : Optional.ofNullable(map.get(key));
    }
}

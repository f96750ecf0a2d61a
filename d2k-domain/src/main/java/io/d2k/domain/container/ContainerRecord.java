package io.d2k.domain.container;

import io.d2k.domain.image.ImageFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is kept of a container in the cluster, apart from its pods.
 *
 * @param id 64 hexadecimal digits
 * @param name Docker's name, without a slash
 * @param objectName the name of the Kubernetes object that is the record
 * @param kind what stands for it in the cluster
 * @param created when it was created
 * @param spec what was asked
 * @param image what the registry said of the image at creation, nothing where it did not answer
 * @param anonymousVolumes names of the volumes that {@code rm -v} removes
 * @param inheritedBinds mounts taken over from other containers ({@code --volumes-from}), written as for {@code -v}
 * @param networks the networks it belongs to, in the order joined
 * @param links the containers that it finds on the default bridge by names of its own ({@code --link})
 * @param run number of the newest start, 0 before the first
 * @param wanted whether it is meant to run (a Deployment with a replica, a run-once container between start and end)
 * @param ending the stop or kill that was asked for, if any
 * @param lastRun how the last run ended, if one did
 * @param removing whether its removal is under way
 */
public record ContainerRecord(
        String id,
        String name,
        String objectName,
        WorkloadKind kind,
        Instant created,
        ContainerSpec spec,
        Optional<ImageFacts> image,
        List<String> anonymousVolumes,
        List<String> inheritedBinds,
        List<Attachment> networks,
        List<Link> links,
        int run,
        boolean wanted,
        Optional<Ending> ending,
        Optional<LastRun> lastRun,
        boolean removing) {
    /** Copies the lists. */
    public ContainerRecord {
        anonymousVolumes = List.copyOf(anonymousVolumes);
        inheritedBinds = List.copyOf(inheritedBinds);
        networks = List.copyOf(networks);
        links = List.copyOf(links);
    }

    /** Returns this with another name. */
    public ContainerRecord withName(String newName) {
        return changed(c -> c.newName = newName);
    }

    /** Returns this with another request behind it. */
    public ContainerRecord withSpec(ContainerSpec newSpec) {
        return changed(c -> c.newSpec = newSpec);
    }

    /** Returns this with other networks. */
    public ContainerRecord withNetworks(List<Attachment> newNetworks) {
        return changed(c -> c.newNetworks = newNetworks);
    }

    /** Returns this with other links. */
    public ContainerRecord withLinks(List<Link> newLinks) {
        return changed(c -> c.newLinks = newLinks);
    }

    /** Returns this as it is when a start is asked for: meant to run, and no end asked for. */
    public ContainerRecord started(int newRun) {
        return changed(c -> {
            c.newRun = newRun;
            c.nowWanted = true;
            c.newEnding = Optional.empty();
        });
    }

    /** Returns this with an end asked for; a Deployment is no longer meant to run. */
    public ContainerRecord withEnding(Ending newEnding) {
        return changed(c -> {
            c.newEnding = Optional.of(newEnding);
            c.nowWanted = false;
        });
    }

    /** Returns this with an end asked for that the process comes to by itself, if it does: until then it is meant to run. */
    public ContainerRecord withSignal(Ending newEnding) {
        return changed(c -> c.newEnding = Optional.of(newEnding));
    }

    /** Returns this as a Deployment that is no longer meant to run, of whose end nothing is known. */
    public ContainerRecord withdrawn() {
        return changed(c -> c.nowWanted = false);
    }

    /** Returns this with a finished run; a Deployment is no longer meant to run. */
    public ContainerRecord withLastRun(LastRun end) {
        return changed(c -> {
            c.newRun = Math.max(run, end.run());
            c.nowWanted = false;
            c.newLastRun = Optional.of(end);
        });
    }

    private ContainerRecord changed(Consumer<Change> change) {
        Change made = new Change(this);
        change.accept(made);
        return new ContainerRecord(
                id,
                made.newName,
                objectName,
                kind,
                created,
                made.newSpec,
                image,
                anonymousVolumes,
                inheritedBinds,
                made.newNetworks,
                made.newLinks,
                made.newRun,
                made.nowWanted,
                made.newEnding,
                made.newLastRun,
                removing);
    }

    /** What may change, at first as it is. */
    private static final class Change {
        private String newName;
        private ContainerSpec newSpec;
        private List<Attachment> newNetworks;
        private List<Link> newLinks;
        private int newRun;
        private boolean nowWanted;
        private Optional<Ending> newEnding;
        private Optional<LastRun> newLastRun;

        Change(ContainerRecord now) {
            newName = now.name;
            newSpec = now.spec;
            newNetworks = now.networks;
            newLinks = now.links;
            newRun = now.run;
            nowWanted = now.wanted;
            newEnding = now.ending;
            newLastRun = now.lastRun;
        }
    }

    /**
     * Another container that this one finds on the default bridge.
     *
     * @param targetId the other's ID
     * @param targetName the other's name when the link was made: what is told of it once it has gone
     * @param alias by which this one finds it
     */
    public record Link(String targetId, String targetName, String alias) {}

    /**
     * A container's membership of one network.
     *
     * @param networkId the network's ID
     * @param networkName the network's name when it was joined
     * @param aliases the aliases asked for
     * @param links {@code name:alias} entries: what this container alone finds by another name
     * @param document how the client wrote the settings when it joined a container that was there, as JSON; empty for those
     *     of the container's own request
     */
    public record Attachment(
            String networkId, String networkName, List<String> aliases, List<String> links, String document) {
        /** Copies the lists. */
        public Attachment {
            aliases = List.copyOf(aliases);
            links = List.copyOf(links);
        }

        /** One without links. */
        public Attachment(String networkId, String networkName, List<String> aliases) {
            this(networkId, networkName, aliases, List.of(), "");
        }

        /** Returns this on a network as it is now. */
        public Attachment on(String id, String name) {
            return new Attachment(id, name, aliases, links, document);
        }
    }
}

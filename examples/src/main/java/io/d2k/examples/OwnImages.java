package io.d2k.examples;

import io.d2k.domain.engine.Engine;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.out.ImageRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An outbound port of one's own in the place of registries: images of a list exist, and no others.
 *
 * @param listed what is known of each, by its name without a tag
 */
public record OwnImages(Map<String, ImageConfig> listed) implements ImageRegistry {
    /** What a real list would hold for each image. */
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    /** Copies the map. */
    public OwnImages {
        listed = Map.copyOf(listed);
    }

    @Override
    public ImageLookup lookup(ImageReference reference, Optional<RegistryAuth> auth, String platform) {
        String name = reference.familiar().replaceFirst(":latest$", "");
        ImageConfig config = listed.get(name);
        if (config == null) {
            return new ImageLookup.Missing("No such image: " + name + ", it is not on the list");
        }
        return new ImageLookup.Found(new ImageFacts(
                DIGEST,
                DIGEST,
                DIGEST,
                "linux",
                "amd64",
                "",
                Optional.empty(),
                "",
                0,
                List.of(),
                List.of(),
                List.of(),
                config,
                Accounts.NONE));
    }

    /** Returns what puts this in the place of registries. */
    public UnaryOperator<Engine.Ports> asPort() {
        return p -> new Engine.Ports(
                p.containers(),
                p.volumes(),
                p.networks(),
                p.images(),
                p.logArchive(),
                p.podLogs(),
                p.processes(),
                this,
                p.cluster(),
                p.metrics(),
                p.startFiles(),
                p.published(),
                p.names(),
                p.storageClasses(),
                p.fileViews(),
                p.credentials(),
                p.queries(),
                p.barriers(),
                p.swarm());
    }
}

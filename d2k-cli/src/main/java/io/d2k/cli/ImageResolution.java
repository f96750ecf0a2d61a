package io.d2k.cli;

import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.registry.Mirrors;
import io.d2k.registry.RegistryClient;
import io.d2k.registry.RegistrySettings;
import io.d2k.server.Setting;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say whether registries are asked about images, and which. */
final class ImageResolution {
    @Option(
            names = "--resolve-images",
            description = "asks registries what images say of ports, volumes, health checks and commands, as d2k serve"
                    + " does")
    private boolean wanted;

    @Option(
            names = "--registry-mirrors",
            paramLabel = "MIRRORS",
            description = "with --resolve-images: mirrors of registries, such as docker.io=http://mirror:5000 (default:"
                    + " D2K_REGISTRY_MIRRORS)")
    private Optional<String> mirrors = Optional.empty();

    @Option(
            names = "--platform",
            paramLabel = "PLATFORM",
            description =
                    "with --resolve-images: the platform of the cluster's nodes, such as linux/arm64 (default: this"
                            + " machine's)")
    private String platform = "";

    /**
     * The registries that are asked.
     *
     * @param client asks them; nothing where none is to be asked
     * @param platform of images whose own is not asked for; empty for this machine's
     */
    record Registries(Optional<RegistryClient> client, String platform) implements AutoCloseable {
        /** Returns what answers for them. */
        Optional<ImageRegistry> images() {
            return client.map(c -> c.withLookup(
                    (reference, auth, asked) -> c.lookup(reference, auth, asked.isEmpty() ? platform : asked)));
        }

        @Override
        public void close() {
            client.ifPresent(RegistryClient::close);
        }
    }

    /** Refuses flags that mean nothing. */
    void check() {
        if (!wanted && (mirrors.isPresent() || !platform.isEmpty())) {
            throw new IllegalArgumentException("--registry-mirrors and --platform go with --resolve-images");
        }
    }

    /**
     * Returns what is to be asked; nothing is connected yet.
     *
     * @throws IllegalArgumentException when the mirrors are not written as such
     */
    Registries open() {
        if (!wanted) {
            return new Registries(Optional.empty(), platform);
        }
        String written = mirrors.orElseGet(() -> System.getenv().getOrDefault(Setting.REGISTRY_MIRRORS.variable(), ""));
        RegistrySettings settings = RegistrySettings.defaults().withMirrors(Mirrors.parse(written));
        return new Registries(Optional.of(new RegistryClient(settings, () -> "")), platform);
    }
}

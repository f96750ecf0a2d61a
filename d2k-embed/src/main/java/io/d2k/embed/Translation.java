package io.d2k.embed;

import io.d2k.domain.engine.EngineSettings;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.server.DryEngine;
import io.d2k.server.DryRun;
import io.d2k.translate.Problems;
import io.d2k.translate.compose.ComposeInput;
import io.d2k.translate.compose.ComposeRequests;
import io.d2k.translate.compose.StackRequests;
import io.d2k.translate.run.DockerCommand;
import io.d2k.translate.run.JsonRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What d2k would make of Compose files, command lines and requests, without a cluster. The same input gives the same
 * manifests every time.
 *
 * @param namespace the namespace of the manifests
 * @param clusterDomain the domain of the cluster's DNS
 * @param settings what an operator decides; ports cannot be forwarded
 * @param registry what is known of images; nothing when they are not looked up
 */
public record Translation(
        String namespace, String clusterDomain, EngineSettings settings, Optional<ImageRegistry> registry) {
    /** The usual domain of a cluster's DNS. */
    public static final String CLUSTER_DOMAIN = "cluster.local";

    /** Returns a translation for a namespace, with what holds when nothing is set. */
    public static Translation to(String namespace) {
        return new Translation(namespace, CLUSTER_DOMAIN, EngineSettings.DEFAULT, Optional.empty());
    }

    /** Returns this with other decisions of the operator. */
    public Translation with(EngineSettings changed) {
        return new Translation(namespace, clusterDomain, changed, registry);
    }

    /** Returns this with a registry that images are looked up in. */
    public Translation with(ImageRegistry images) {
        return new Translation(namespace, clusterDomain, settings, Optional.of(images));
    }

    /**
     * Translates Compose files as {@code docker compose up} runs them.
     *
     * @throws TranslationException when the files as a whole cannot be used
     */
    public Translated compose(ComposeFiles files) {
        return run(problems -> new DockerCommand.Sends(ComposeRequests.of(input(files), problems), false));
    }

    /**
     * Translates Compose files as {@code docker stack deploy} runs them on a d2k in swarm mode.
     *
     * @throws TranslationException when the files as a whole cannot be used
     */
    public Translated stack(ComposeFiles files) {
        return run(problems -> new DockerCommand.Sends(StackRequests.of(input(files), problems), true));
    }

    /**
     * Translates a command line of {@code docker run}, {@code docker create}, {@code docker service create} or {@code
     * docker stack deploy}.
     *
     * @param words the words of the line, or the line as one text
     * @param environment the variables that {@code -e NAME} and the files of a stack take over
     * @throws TranslationException in the words of Docker's command line
     */
    public Translated command(List<String> words, Map<String, String> environment) {
        return run(problems -> switch (DockerCommand.parse(words, environment, problems)) {
            case DockerCommand.Sends sends -> sends;
            case DockerCommand.DeploysStack stack ->
                new DockerCommand.Sends(
                        StackRequests.of(
                                new ComposeInput(
                                        stack.files(),
                                        "",
                                        Optional.empty(),
                                        Optional.of(stack.name()),
                                        List.of(),
                                        List.of(),
                                        environment),
                                problems),
                        true);
        });
    }

    /**
     * Translates the body of {@code POST /containers/create}; networks that it names are taken for present.
     *
     * @param name the name of the container, empty to name it after its image
     * @throws TranslationException when it is no JSON object
     */
    public Translated containerRequest(String json, String name) {
        return run(problems -> new DockerCommand.Sends(JsonRequest.read(json, name), false));
    }

    /**
     * Translates the body of {@code POST /services/create}; networks, secrets and configs that it names are taken for
     * present.
     *
     * @param name the name of the service, empty for the one in the body
     * @throws TranslationException when it is no JSON object
     */
    public Translated serviceRequest(String json, String name) {
        return run(problems -> new DockerCommand.Sends(JsonRequest.readService(json, name), true));
    }

    private static ComposeInput input(ComposeFiles files) {
        return new ComposeInput(
                files.files(),
                files.stdin(),
                files.directory(),
                files.projectName(),
                files.profiles(),
                files.envFiles(),
                files.environment());
    }

    private Translated run(Function<Problems, DockerCommand.Sends> reading) {
        Problems problems = new Problems();
        try {
            DockerCommand.Sends sends = reading.apply(problems);
            ImageRegistry images = registry.map(r -> warning(r, problems)).orElseGet(DryEngine::offline);
            var setup = new DryEngine.Setup(namespace, clusterDomain, settings, images, sends.swarm());
            try (DryRun run = new DryRun(setup, problems)) {
                sends.requests().forEach(run::send);
                return new Translated(sends.requests(), run.manifests(), problems);
            }
        } catch (IllegalArgumentException e) {
            throw new TranslationException(e, problems.warnings(), problems.errors());
        }
    }

    /** What a registry does not say is not carried over; why is for the reader. */
    private static ImageRegistry warning(ImageRegistry registry, Problems problems) {
        return registry.withLookup((reference, auth, platform) -> {
            ImageLookup answer = registry.lookup(reference, auth, platform);
            warn(reference, answer, problems);
            return answer;
        });
    }

    private static void warn(ImageReference reference, ImageLookup answer, Problems problems) {
        switch (answer) {
            case ImageLookup.Found found -> {}
            case ImageLookup.OtherPlatform other -> problems.warn(other.message(reference));
            case ImageLookup.Missing missing -> problems.warn(missing.message());
            case ImageLookup.Denied denied -> problems.warn(denied.message());
            case ImageLookup.Unreachable unreachable ->
                problems.warn("image " + reference.familiar()
                        + ": what it says of ports, volumes and commands is not known: " + unreachable.message());
        }
    }
}

package io.d2k.k8s.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.PullCredentials;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.V1LocalObjectReference;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Credentials as Secrets of type {@code kubernetes.io/dockerconfigjson}, one for each repository. */
public final class KubernetesPullCredentials implements PullCredentials {
    private static final System.Logger LOG = System.getLogger(KubernetesPullCredentials.class.getName());
    private static final String TYPE = "kubernetes.io/dockerconfigjson";
    private static final String DATA = ".dockerconfigjson";
    private static final String DOCKER_IO = "docker.io";
    // the key by which kubelets know Docker's own registry
    private static final String DOCKER_IO_SERVER = "https://index.docker.io/v1/";
    // the name that Docker's clients write where there is a token alone
    private static final String TOKEN_USER = "<token>";

    private final CachedResource<V1Secret> secrets;
    private final ImageStore images;
    private final Supplier<Stream<V1PodSpec>> workloads;
    private final Readiness readiness;

    /**
     * Makes the store.
     *
     * @param images the pulled images, which need their credentials
     * @param workloads the pods, and what makes pods, which need the Secrets that they name
     */
    public KubernetesPullCredentials(
            CachedResource<V1Secret> secrets,
            ImageStore images,
            Supplier<Stream<V1PodSpec>> workloads,
            Readiness readiness) {
        this.secrets = secrets;
        this.images = images;
        this.workloads = workloads;
        this.readiness = readiness;
    }

    @Override
    public List<String> keep(ImageReference image, RegistryAuth auth) {
        readiness.require();
        String name = Names.pullSecret(repository(image));
        byte[] config = config(image, auth);
        Contention.settle(
                () -> {
                    Optional<V1Secret> before = find(name);
                    if (before.filter(s -> holds(s, config)).isPresent()) {
                        return name;
                    }
                    V1Secret made = Contention.write(() -> write(secret(image, config), before));
                    if (!holds(made, config)) { // another one was faster, with other credentials
                        throw EngineException.conflict("Secret " + name + " was made by somebody else");
                    }
                    return name;
                },
                () -> secrets.refresh(name));
        return List.of(name);
    }

    private V1Secret write(V1Secret secret, Optional<V1Secret> before) {
        if (before.isEmpty()) {
            return secrets.create(secret);
        }
        secret.getMetadata().setResourceVersion(before.get().getMetadata().getResourceVersion());
        try {
            return secrets.replace(secret);
        } catch (EngineException e) {
            // removed meanwhile: the next attempt makes it anew
            throw e.kind() == ErrorKind.NOT_FOUND ? EngineException.conflict(e.getMessage()) : e;
        }
    }

    @Override
    public List<String> of(ImageReference image) {
        readiness.require();
        return find(Names.pullSecret(repository(image))).stream()
                .map(s -> s.getMetadata().getName())
                .toList();
    }

    @Override
    public Optional<RegistryAuth> held(ImageReference image) {
        readiness.require();
        return find(Names.pullSecret(repository(image)))
                .flatMap(s -> Optional.ofNullable(s.getData()))
                .flatMap(data -> Optional.ofNullable(data.get(DATA)))
                .flatMap(config -> auth(image, config));
    }

    @Override
    public void tidy() {
        readiness.require();
        List<V1Secret> kept = secrets.all().stream()
                .filter(s -> Keys.is(s.getMetadata(), Keys.KIND_PULL_SECRET))
                .toList();
        if (kept.isEmpty()) {
            return;
        }
        Set<String> needed = Stream.concat(
                        images.list().stream().map(i -> Names.pullSecret(repository(i.pulledBy()))),
                        workloads.get().flatMap(KubernetesPullCredentials::named))
                .collect(Collectors.toSet());
        kept.stream().filter(s -> !needed.contains(s.getMetadata().getName())).forEach(this::remove);
    }

    private void remove(V1Secret secret) {
        try {
            secrets.delete(secret, OptionalLong.empty());
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "unused credentials are left until later: {0}", e.getMessage());
        }
    }

    private static Stream<String> named(V1PodSpec spec) {
        return Stream.ofNullable(spec.getImagePullSecrets())
                .flatMap(List::stream)
                .map(V1LocalObjectReference::getName)
                .filter(Objects::nonNull);
    }

    private Optional<V1Secret> find(String name) {
        return secrets.get(name).filter(s -> Keys.is(s.getMetadata(), Keys.KIND_PULL_SECRET));
    }

    private static boolean holds(V1Secret secret, byte[] config) {
        return secret.getData() != null && Arrays.equals(secret.getData().get(DATA), config);
    }

    private static String repository(ImageReference image) {
        return image.domain() + "/" + image.path();
    }

    private static V1Secret secret(ImageReference image, byte[] config) {
        String repository = repository(image);
        String id = Names.digest(repository);
        return new V1Secret()
                .apiVersion("v1")
                .kind("Secret")
                .type(TYPE)
                .metadata(new V1ObjectMeta()
                        .name(Names.pullSecret(repository))
                        .labels(new TreeMap<>(Map.of(
                                Keys.MANAGED_BY,
                                Keys.D2K,
                                Keys.KIND,
                                Keys.KIND_PULL_SECRET,
                                Keys.ID,
                                Keys.idLabel(id),
                                Keys.NAME,
                                Names.label(repository))))
                        .annotations(new TreeMap<>(Map.of(Keys.ID, id, Keys.NAME, repository))))
                .data(Map.of(DATA, config));
    }

    /** Kubelets know passwords alone; registries that give out tokens take them in place of one. */
    private static byte[] config(ImageReference image, RegistryAuth auth) {
        boolean token = auth.password().isEmpty();
        String user = auth.username().isEmpty() && token ? TOKEN_USER : auth.username();
        String password = token ? auth.identityToken() : auth.password();
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        ObjectNode entry = Json.object()
                .put("username", user)
                .put("password", password)
                .put("auth", Base64.getEncoder().encodeToString(pair));
        ObjectNode auths = Json.object();
        auths.set(server(image), entry);
        ObjectNode config = Json.object();
        config.set("auths", auths);
        return config.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<RegistryAuth> auth(ImageReference image, byte[] config) {
        JsonNode entry = Json.parse(new String(config, StandardCharsets.UTF_8))
                .path("auths")
                .path(server(image));
        String user = Json.text(entry, "username");
        String password = Json.text(entry, "password");
        if (password.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                user.equals(TOKEN_USER)
                        ? new RegistryAuth("", "", image.domain(), password)
                        : new RegistryAuth(user, password, image.domain(), ""));
    }

    private static String server(ImageReference image) {
        return image.domain().equals(DOCKER_IO) ? DOCKER_IO_SERVER : image.domain();
    }
}

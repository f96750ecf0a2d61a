package io.d2k.docker.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.docker.json.ContainerEncoder;
import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.json.ImageEncoder;
import io.d2k.docker.json.SystemEncoder;
import io.d2k.docker.json.VolumeCodec;
import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.rule.LayerRoomRule;
import io.d2k.domain.volume.VolumeRecord;
import io.helidon.http.HeaderNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The engine as a whole. */
final class SystemRoutes {
    private static final Set<String> DISK_USERS = Set.of("container", "image", "volume", "build-cache");

    private final Engine engine;
    private final SystemEncoder encoder;
    private final ContainerEncoder containers;

    SystemRoutes(Engine engine, SystemEncoder encoder, ContainerEncoder containers) {
        this.engine = engine;
        this.encoder = encoder;
        this.containers = containers;
    }

    void ping(Call call) {
        call.header(
                HeaderNames.create("Builder-Version"), "1"); // no BuildKit, so that builds fail at once with our words
        call.header(HeaderNames.create("Swarm"), engine.swarm().isPresent() ? "active/manager" : "inactive");
        call.answerText("OK");
    }

    void version(Call call) {
        call.answer(200, encoder.version(engine.system().info(), call.version()));
    }

    void info(Call call) {
        call.answer(
                200,
                encoder.info(
                        engine.system().info(),
                        engine.swarm().map(s -> s.swarm().inspect()),
                        call.version()));
    }

    /** There are none, and that is a fact, not a failure. */
    void plugins(Call call) {
        Filters filters = FiltersDecoder.decode(call.query().find("filters"));
        filters.allowOnly(Set.of("enabled", "capability"));
        filters.flag("enabled", false);
        call.answer(200, DockerJson.mapper().createArrayNode());
    }

    /** There is no build cache, which {@code docker system prune} has to be told. */
    void pruneBuildCache(Call call) {
        call.query().find("keep-storage").ifPresent(text -> {
            if (!text.matches("[+-]?[0-9]+")) {
                throw EngineException.invalid("keep-storage is in bytes and expects an integer, got " + text);
            }
        });
        Filters filters = FiltersDecoder.decode(call.query().find("filters"));
        try {
            BuildCacheFilters.check(filters);
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "failed to prune build cache: " + e.getMessage(), e);
        }
        ObjectNode answer = DockerJson.mapper().createObjectNode();
        call.answer(200, answer.putNull("CachesDeleted").put("SpaceReclaimed", 0));
    }

    void diskUsage(Call call) {
        Set<String> types = types(call);
        ObjectNode answer = DockerJson.mapper().createObjectNode();
        List<ImageView> images = types.contains("image") ? engine.images().list(Filters.NONE) : List.of();
        List<ContainerView> views = engine.containers().list(new ContainerQuery(true, 0, Filters.NONE));
        List<ImageFacts> facts = images.stream().map(ImageView::facts).toList();
        answer.put("LayersSize", LayerRoomRule.total(facts));
        ArrayNode imageList = list(answer, "Images", types.contains("image"));
        images.forEach(image -> imageList.add(ImageEncoder.summary(image, call.version())
                .put("SharedSize", LayerRoomRule.shared(image.facts(), facts))));
        ArrayNode containerList = list(answer, "Containers", types.contains("container"));
        if (types.contains("container")) {
            views.forEach(view -> containerList.add(containers.summary(view, true, call.version())));
        }
        ArrayNode volumeList = list(answer, "Volumes", types.contains("volume"));
        if (types.contains("volume")) {
            engine.volumes().list(Filters.NONE).stream()
                    .filter(volume ->
                            !volume.options().containsKey("device")) // another's room: moby leaves it out, too
                    .forEach(volume -> volumeList.add(usage(volume, views)));
        }
        list(answer, "BuildCache", types.contains("build-cache"));
        call.answer(200, answer);
    }

    private static Set<String> types(Call call) {
        List<String> asked = call.query().all("type");
        if (call.version().before(42) || asked.isEmpty()) {
            return DISK_USERS;
        }
        for (String type : asked) {
            if (!DISK_USERS.contains(type)) {
                throw EngineException.invalid("unknown object type: " + type);
            }
        }
        return new HashSet<>(asked);
    }

    /** Adds a list; null in the answer where it was not asked for. */
    private static ArrayNode list(ObjectNode answer, String name, boolean asked) {
        ArrayNode list = DockerJson.mapper().createArrayNode();
        if (asked) {
            answer.set(name, list);
        } else {
            answer.putNull(name);
        }
        return list;
    }

    private static ObjectNode usage(VolumeRecord volume, List<ContainerView> containers) {
        long users = containers.stream()
                .filter(c -> c.mounts().stream().anyMatch(m -> m.name().equals(volume.name())))
                .count();
        ObjectNode encoded = VolumeCodec.encode(volume);
        // What a claim holds is known to its node alone; -1 is Docker's word for that.
        encoded.putObject("UsageData").put("RefCount", users).put("Size", -1);
        return encoded;
    }
}

package io.d2k.docker.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.json.ImageEncoder;
import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.port.in.Images;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;

/** Images. */
final class ImageRoutes {
    private final Images images;

    ImageRoutes(Images images) {
        this.images = images;
    }

    void list(Call call) {
        Filters filters = FiltersDecoder.decode(call.query().find("filters"));
        String pattern = call.query().get("filter");
        if (call.version().before(41) && !pattern.isEmpty()) {
            var values = new HashMap<>(filters.values());
            values.put("reference", List.of(pattern));
            filters = new Filters(values);
        }
        ArrayNode answer = DockerJson.mapper().createArrayNode();
        images.list(filters).forEach(view -> answer.add(ImageEncoder.listed(view, call.version())));
        call.answer(200, answer);
    }

    void inspect(Call call) {
        call.answer(200, ImageEncoder.inspect(images.inspect(call.ref()), call.version()));
    }

    void history(Call call) {
        call.answer(200, ImageEncoder.history(images.inspect(call.ref())));
    }

    void pull(Call call) throws IOException {
        Query query = call.query();
        if (!query.get("fromSrc").isEmpty()) {
            throw EngineException.unsupported(
                    "import is not supported: d2k stores no images; push the image to a registry and pull it");
        }
        String image = query.get("fromImage");
        if (image.isEmpty()) {
            throw EngineException.invalid("parameter fromImage is missing");
        }
        String platform = call.version().before(32) ? "" : query.get("platform");
        var auth = AuthHeader.decode(call.header(HeaderNames.create("X-Registry-Auth")));
        String reference = reference(image, query.get("tag"));
        PullOutput out = new PullOutput(call);
        if (ImageReference.isRepository(reference)) {
            images.pullAll(reference, platform, auth, out);
        } else {
            images.pull(reference, platform, auth).forEach(out);
        }
        out.end();
    }

    /** Joins an image and a tag, which may be a digest. */
    private static String reference(String image, String tag) {
        String name = image.endsWith(":") ? image.substring(0, image.length() - 1) : image;
        if (tag.isEmpty()) {
            return name;
        }
        ImageReference.parse(name);
        ImageReference.requireTag(tag);
        boolean digest = tag.indexOf(':') >= 0;
        int slash = name.lastIndexOf('/');
        int at = name.indexOf('@');
        int colon = name.indexOf(':', slash + 1);
        int end = at >= 0 ? at : colon >= 0 ? colon : name.length();
        return name.substring(0, end) + (digest ? "@" : ":") + tag;
    }

    void tag(Call call) {
        images.tag(call.ref(), call.query().get("repo"), call.query().get("tag"));
        call.answer(201);
    }

    void remove(Call call) {
        if (call.ref().isBlank()) {
            throw EngineException.invalid("image name cannot be blank");
        }
        call.answer(
                200, ImageEncoder.removed(images.remove(call.ref(), call.query().flag("force"))));
    }

    void prune(Call call) {
        Filters filters = FiltersDecoder.decode(call.query().find("filters"));
        call.answer(200, ImageEncoder.pruned(images.prune(filters)));
    }
}

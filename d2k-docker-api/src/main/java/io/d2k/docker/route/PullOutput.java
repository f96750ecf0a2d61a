package io.d2k.docker.route;

import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.ImageEncoder;
import io.d2k.domain.image.PullProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells a client of a pull; the answer begins with the first line, so that what fails before has a status of its own. */
final class PullOutput implements Consumer<PullProgress> {
    private final Call call;
    private Optional<OutputStream> begun = Optional.empty();

    PullOutput(Call call) {
        this.call = call;
    }

    @Override
    public void accept(PullProgress line) {
        try {
            OutputStream out = begun.isPresent() ? begun.get() : call.begin("application/json");
            begun = Optional.of(out);
            out.write(DockerJson.progress(ImageEncoder.progress(line)));
            // In chunks also where it is short: docker-py takes an answer without them for a single document.
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the answer; one that is not ended is broken off, by which the client knows that there was more to tell. */
    void end() throws IOException {
        if (begun.isPresent()) {
            begun.get().close();
        }
    }
}

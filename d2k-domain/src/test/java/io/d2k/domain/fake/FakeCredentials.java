package io.d2k.domain.fake;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.out.PullCredentials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Credentials in memory, by repository. */
public final class FakeCredentials implements PullCredentials {
    /** What was kept. */
    public final Map<String, RegistryAuth> kept = new ConcurrentHashMap<>();

    /** How often it was asked to tidy up. */
    public final AtomicInteger tidied = new AtomicInteger();

    private volatile boolean forbidden;
    private volatile Runnable whileTidying = () -> {};

    /** Keeps nothing from now on. */
    public void forbid() {
        forbidden = true;
    }

    @Override
    public List<String> keep(ImageReference image, RegistryAuth auth) {
        if (forbidden) {
            throw EngineException.forbidden("secrets is forbidden");
        }
        kept.put(repository(image), auth);
        return of(image);
    }

    @Override
    public List<String> of(ImageReference image) {
        return kept.containsKey(repository(image)) ? List.of("pull-" + repository(image)) : List.of();
    }

    @Override
    public Optional<RegistryAuth> held(ImageReference image) {
        return Optional.ofNullable(kept.get(repository(image)));
    }

    /** Does something at each time that it is asked to tidy up. */
    public void whileTidying(Runnable action) {
        whileTidying = action;
    }

    @Override
    public void tidy() {
        tidied.incrementAndGet();
        whileTidying.run();
    }

    private static String repository(ImageReference image) {
        return image.domain() + "/" + image.path();
    }
}

package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodPlan.Identity;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.AccountLookup;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.in.Services;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users and groups by names that are those of the image. */
class UserNamesTest {
    private static final Accounts ACCOUNTS = new Accounts(Map.of("app", 1000L, "other", 1001L), Map.of("staff", 50L));

    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private void registry(AccountLookup accounts) {
        f.cluster.images.answer("busybox", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.cluster.images.answerAccounts(accounts);
    }

    private Identity identity(String user) {
        String id = f.create("", Specs.of("busybox").user(user).cmd("id"));
        return f.cluster.containers.plan(id).identity();
    }

    @Test
    void namesAreLookedUpWhereThereAreAny() {
        registry(new AccountLookup.Found(ACCOUNTS));
        assertEquals(new Identity(Optional.of(1000L), Optional.of(50L), List.of()), identity("app:staff"));
        f.create("odd", Specs.of("busybox").user("nosuch").cmd("id"));
        Fixture.refused(
                ErrorKind.INTERNAL,
                "unable to find user nosuch: no matching entries in passwd file",
                () -> f.containers.start("odd"));
        assertEquals(128, f.containers.inspect("odd").state().exitCode());
        f.cluster.images.answerAccounts(new AccountLookup.Unknown("it is not asked for numbers"));
        assertEquals(new Identity(Optional.of(5L), Optional.of(0L), List.of()), identity("5:root"));
    }

    @Test
    void anImageIsReadWithTheCredentialsThatNodesPullItWith() {
        registry(new AccountLookup.Found(ACCOUNTS));
        identity("app");
        assertEquals(Optional.empty(), f.cluster.images.askedWith());
        RegistryAuth joe = new RegistryAuth("joe", "secret", "", "");
        f.cluster.credentials.keep(ImageReference.parse("busybox"), joe);
        identity("other");
        assertEquals(Optional.of(joe), f.cluster.images.askedWith());
    }

    @Test
    void withoutTheImageThereAreNoNames() {
        Fixture.refused(
                ErrorKind.UNSUPPORTED,
                "unable to find user app: the accounts of the image cannot be read, since its registry has not"
                        + " answered; use the number (--user UID:GID)",
                () -> identity("app"));
        registry(new AccountLookup.Unknown("it is compressed oddly"));
        Fixture.refused(
                ErrorKind.UNSUPPORTED,
                "unable to find group staff: the accounts of the image cannot be read, since it is compressed oddly;"
                        + " use the number (--user UID:GID)",
                () -> identity("5:staff"));
    }

    @Test
    void aServiceKeepsWhatItsNamesStandFor() {
        FakeSwarm swarm = new FakeSwarm();
        f.down();
        f.cluster.swarm = Optional.of(swarm.ports());
        f.up();
        registry(new AccountLookup.Found(ACCOUNTS));
        Services services = f.engine.services().orElseThrow().services();
        ServiceSamples wrong = ServiceSamples.web()
                .container(Specs.of("busybox").user("nosuch").cmd("id"));
        String idle =
                services.create(wrong.named("idle").spec(), Optional.empty()).id();
        assertEquals(
                List.of(),
                swarm.services.done().stream()
                        .filter(d -> d.startsWith("apply"))
                        .toList());
        services.remove(idle);
        ServiceSamples web =
                ServiceSamples.web().container(Specs.of("busybox").user("app").cmd("id"));
        String id = services.create(web.spec(), Optional.empty()).id();
        f.cluster.images.answerAccounts(new AccountLookup.Unknown("it has gone"));
        services.update(id, 1, web.replicas(3).spec(), false, Optional.empty());
        assertEquals(
                Map.of("app", 1000L),
                services.inspect(id).record().image().orElseThrow().accounts().users());
    }
}

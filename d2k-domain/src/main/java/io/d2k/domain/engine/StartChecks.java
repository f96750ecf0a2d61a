package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.rule.LogValueRule;
import io.d2k.domain.container.rule.ResourceRule;
import io.d2k.domain.container.rule.TmpfsRule;
import io.d2k.domain.container.rule.UserRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageFacts;

/** What Docker creates and does not start. */
final class StartChecks {
    private StartChecks() {}

    /**
     * Returns the container.
     *
     * @throws EngineException of kind {@code INTERNAL}, in Docker's words, for one that cannot be started
     */
    static ContainerRecord startable(ContainerRecord record) {
        UserRule.refusal(
                        record.spec().process().user(),
                        record.spec().security().groupAdd(),
                        record.image().map(ImageFacts::accounts).orElse(Accounts.NONE))
                .or(() -> TmpfsRule.refusal(record.spec().storage()))
                .or(() -> ResourceRule.refusal(record.spec().resources()))
                .or(() -> LogValueRule.refusal(record.spec().logging()))
                .ifPresent(why -> {
                    throw EngineException.internal(why);
                });
        return record;
    }
}

package io.d2k.domain.swarm;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;

/** Refusals that a Docker engine passes on from its swarm manager: they keep the words of that protocol. */
public final class RpcError {
    private RpcError() {}

    /** Returns a refusal of a wrong request. */
    public static EngineException invalidArgument(String text) {
        return EngineException.invalid(words("InvalidArgument", text));
    }

    /** Returns a refusal of a name that is taken. */
    public static EngineException alreadyExists(String text) {
        return EngineException.conflict(words("AlreadyExists", text));
    }

    /** Returns a refusal because of what else there is; a bad request, as Docker answers it. */
    public static EngineException failedPrecondition(String text) {
        return EngineException.invalid(words("FailedPrecondition", text));
    }

    /** Returns a refusal because an object does not exist. */
    public static EngineException notFound(String text) {
        return EngineException.notFound(words("NotFound", text));
    }

    /** Returns a refusal that Docker has no class for, and answers with status 500. */
    public static EngineException unknown(String text) {
        return new EngineException(ErrorKind.UNCLASSED, words("Unknown", text));
    }

    private static String words(String code, String text) {
        return "rpc error: code = " + code + " desc = " + text;
    }
}

package io.d2k.translate.compose;

/** The labels by which docker compose finds what it has made. */
final class Labels {
    static final String PROJECT = "com.docker.compose.project";
    static final String SERVICE = "com.docker.compose.service";
    static final String NUMBER = "com.docker.compose.container-number";
    static final String ONE_OFF = "com.docker.compose.oneoff";
    static final String DEPENDS_ON = "com.docker.compose.depends_on";
    static final String CONFIG_HASH = "com.docker.compose.config-hash";
    static final String NETWORK = "com.docker.compose.network";
    static final String VOLUME = "com.docker.compose.volume";

    private Labels() {}
}

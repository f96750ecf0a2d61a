package io.d2k.domain.service;

import io.d2k.domain.image.ImageFacts;
import java.util.Optional;

/**
 * What the tasks of one revision of a service are, also when the service has become something else.
 *
 * @param task what they are
 * @param image what the registry said of their image
 */
public record TaskRevision(TaskSpec task, Optional<ImageFacts> image) {}

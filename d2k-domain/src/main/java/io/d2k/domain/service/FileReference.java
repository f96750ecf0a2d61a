package io.d2k.domain.service;

/**
 * A secret or config that tasks find as a file.
 *
 * @param secret whether it is a secret rather than a config
 * @param id the object's ID
 * @param name the object's name
 * @param target file name or absolute path, empty where it is not a file
 * @param uid owner asked for
 * @param gid group asked for
 * @param mode permission bits
 */
public record FileReference(boolean secret, String id, String name, String target, String uid, String gid, int mode) {}

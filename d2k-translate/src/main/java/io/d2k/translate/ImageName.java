package io.d2k.translate;

/** Names of images as clients send them. */
public final class ImageName {
    private ImageName() {}

    /** Returns a name with the tag that is meant where there is neither a tag nor a digest. */
    public static String tagged(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return image.isEmpty() || last.contains(":") || image.contains("@") ? image : image + ":latest";
    }
}

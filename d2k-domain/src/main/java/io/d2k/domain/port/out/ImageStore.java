package io.d2k.domain.port.out;

import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import java.util.List;

/** Images that were pulled through d2k; reads come from memory. */
public interface ImageStore {
    /** Returns all pulled images, in no order. */
    List<ImageRecord> list();

    /** Records a pull; replaces the record of the same reference. */
    void save(ImageRecord image);

    /** Forgets the image of a reference, and remembers that it was removed; an absent one is fine. */
    void remove(ImageRecord image);

    /** Returns whether a reference was removed and not saved since, as far as the newest removals are remembered. */
    boolean removed(ImageReference reference);
}

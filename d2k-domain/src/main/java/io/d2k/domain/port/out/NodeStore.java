package io.d2k.domain.port.out;

import io.d2k.domain.swarm.SwarmNode;
import java.util.List;

/** The nodes as members of a swarm; reads come from memory. */
public interface NodeStore {
    /** Returns all nodes, in no order; empty where d2k may not see them. */
    List<SwarmNode> list();
}

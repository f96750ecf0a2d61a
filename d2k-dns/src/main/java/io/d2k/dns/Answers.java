package io.d2k.dns;

import io.d2k.domain.network.NameAnswer;
import io.d2k.domain.port.in.NameLookups;
import io.d2k.domain.port.in.NameLookups.Asker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Answers what containers ask for each other; says of the rest who is to be asked. */
final class Answers {
    /** Seconds: containers come and go, and resolvers such as nginx' keep an answer for as long. */
    private static final int TTL = 5;

    private static final int PAYLOAD = 1232;

    private final NameLookups lookups;
    private final SearchDomains domains;

    Answers(NameLookups lookups, SearchDomains domains) {
        this.lookups = lookups;
        this.domains = domains;
    }

    /** What becomes of a question. */
    sealed interface Outcome {
        /** It is answered. */
        record Reply(Message message) implements Outcome {}

        /**
         * Somebody else is asked.
         *
         * @param servers who; empty for the cluster's
         */
        record Forward(List<String> servers) implements Outcome {}
    }

    /** Answers a question. */
    Outcome to(Message query, InetAddress from) {
        Record question = query.getQuestion();
        if (query.getHeader().getOpcode() != Opcode.QUERY || question == null) {
            return new Outcome.Reply(refusal(query, question == null ? Rcode.FORMERR : Rcode.NOTIMP));
        }
        if (question.getDClass() != DClass.IN) {
            return new Outcome.Forward(List.of());
        }
        return question.getType() == Type.PTR ? name(query, question, from) : addresses(query, question, from);
    }

    private Outcome addresses(Message query, Record question, InetAddress from) {
        SearchDomains.Searched searched = domains.of(question.getName().toString(true));
        return switch (lookups.lookup(asker(from, searched.domain()), searched.name())) {
            case NameAnswer.Elsewhere(List<String> servers) -> new Outcome.Forward(servers);
            case NameAnswer.Addresses known -> {
                List<Record> records = new ArrayList<>();
                known.addresses().forEach(ip -> record(question, ip).ifPresent(records::add));
                Collections.shuffle(records); // clients mostly take the first
                yield new Outcome.Reply(reply(query, records));
            }
        };
    }

    /** Returns an address as a record of the wanted type; a name that has others alone is known nevertheless. */
    private static Optional<Record> record(Record question, String ip) {
        InetAddress address = address(ip);
        return switch (question.getType()) {
            case Type.A ->
                address.getAddress().length == 4
                        ? Optional.of(new ARecord(question.getName(), DClass.IN, TTL, address))
                        : Optional.empty();
            case Type.AAAA ->
                address.getAddress().length == 16
                        ? Optional.of(new AAAARecord(question.getName(), DClass.IN, TTL, address))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Outcome name(Message query, Record question, InetAddress from) {
        try {
            String address = ReverseMap.fromName(question.getName()).getHostAddress();
            Optional<String> found = lookups.nameOf(asker(from, Optional.empty()), address);
            if (found.isPresent()) {
                Name name = Name.fromString(found.get(), Name.root);
                return new Outcome.Reply(
                        reply(query, List.of(new PTRRecord(question.getName(), DClass.IN, TTL, name))));
            }
        } catch (UnknownHostException | TextParseException e) {
            // Not the name of a whole address: whoever has such names is asked.
        }
        return new Outcome.Forward(List.of());
    }

    private static Asker asker(InetAddress from, Optional<String> domain) {
        return new Asker(from.getHostAddress(), domain);
    }

    private static InetAddress address(String ip) {
        try {
            return InetAddress.getByName(ip); // digits alone: nobody is asked
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(ip, e);
        }
    }

    private static Message reply(Message query, List<Record> records) {
        Message reply = begun(query, Rcode.NOERROR);
        records.forEach(r -> reply.addRecord(r, Section.ANSWER));
        return reply;
    }

    /** Returns the answer that there is none. */
    static Message refusal(Message query, int code) {
        return begun(query, code);
    }

    private static Message begun(Message query, int code) {
        Message reply = new Message(query.getHeader().getID());
        Header header = reply.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        header.setOpcode(query.getHeader().getOpcode());
        header.setRcode(code);
        if (query.getQuestion() != null) {
            reply.addRecord(query.getQuestion(), Section.QUESTION);
        }
        if (query.getOPT() != null) {
            reply.addRecord(new OPTRecord(PAYLOAD, 0, 0), Section.ADDITIONAL);
        }
        return reply;
    }
}

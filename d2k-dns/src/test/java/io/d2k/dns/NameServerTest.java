package io.d2k.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.NameAnswer;
import io.d2k.domain.port.in.NameLookups;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The name server over real sockets; what it does not know is asked of a second one. */
@Timeout(180)
class NameServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final SearchDomains DOMAINS = new SearchDomains("names-", "apps.svc.cluster.local");
    private static final Set<String> MANY =
            IntStream.range(0, 200).mapToObj(i -> "10.2.0." + i).collect(Collectors.toSet());

    /** Knows the names of one network, and who searches them. */
    private static final NameLookups NETWORK = new NameLookups() {
        private final Map<String, Set<String>> names = Map.of(
                "web", Set.of("10.1.0.1", "10.1.0.2"),
                "tasks.web", Set.of("10.1.0.1", "10.1.0.2"),
                "my_db", Set.of("10.1.0.3", "fd00::3"),
                "six", Set.of("fd00::6"),
                "many", MANY);

        @Override
        public NameAnswer lookup(Asker from, String name) {
            assertEquals("127.0.0.1", from.address());
            if (name.equals("who")) {
                return new NameAnswer.Addresses(Set.of(from.domain().isPresent() ? "10.9.9.1" : "10.9.9.2"));
            }
            if (name.equals("own.example")) {
                return new NameAnswer.Elsewhere(List.of("127.0.0.1"));
            }
            if (name.equals("unknown")) {
                throw EngineException.unavailable("the state of the cluster is not known yet");
            }
            if (name.equals("broken")) {
                throw new IllegalStateException("a test's");
            }
            return names.containsKey(name)
                    ? new NameAnswer.Addresses(names.get(name))
                    : new NameAnswer.Elsewhere(List.of());
        }

        @Override
        public Optional<String> nameOf(Asker from, String address) {
            return address.equals("10.1.0.1") ? Optional.of("web.1.abc.front") : Optional.empty();
        }
    };

    /** Knows the rest. */
    private static final NameLookups REST = new NameLookups() {
        @Override
        public NameAnswer lookup(Asker from, String name) {
            return name.endsWith("example")
                    ? new NameAnswer.Addresses(Set.of("192.0.2.1"))
                    : new NameAnswer.Elsewhere(List.of());
        }

        @Override
        public Optional<String> nameOf(Asker from, String address) {
            return Optional.of("host.example");
        }
    };

    private NameServer upstream;
    private NameServer server;
    private volatile List<String> others = List.of("127.0.0.1");

    @BeforeEach
    void start() throws IOException {
        upstream = anywhere(REST, List::of, 53);
        server = anywhere(NETWORK, () -> others, upstream.port());
    }

    @AfterEach
    void stop() {
        server.close();
        upstream.close();
    }

    /** Any port of TCP may be another program's of UDP. */
    private static NameServer anywhere(NameLookups lookups, Supplier<List<String>> others, int othersPort)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return NameServer.start(new NameServer.Settings(here(0), DOMAINS, others, othersPort), lookups);
            } catch (BindException e) {
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private static InetSocketAddress here(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private Message ask(String name, int type, boolean tcp) throws IOException {
        SimpleResolver resolver = new SimpleResolver(here(server.port()));
        resolver.setTCP(tcp);
        resolver.setIgnoreTruncation(true);
        resolver.setTimeout(LIMIT);
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN)));
    }

    private static String told(Message answer) {
        Set<String> data = new TreeSet<>();
        answer.getSection(Section.ANSWER).forEach(r -> data.add(r.rdataToString()));
        return Rcode.string(answer.getRcode()) + " " + String.join(" ", data);
    }

    @ParameterizedTest
    @CsvSource({
        "web,        A,    NOERROR 10.1.0.1 10.1.0.2",
        "WeB,        A,    NOERROR 10.1.0.1 10.1.0.2",
        "tasks.web,  A,    NOERROR 10.1.0.1 10.1.0.2",
        "my_db,      A,    NOERROR 10.1.0.3",
        "my_db,      AAAA, NOERROR fd00:0:0:0:0:0:0:3",
        "web,        AAAA, NOERROR", // there is the name, and no such address
        "six,        A,    NOERROR",
        "web,        MX,   NOERROR",
        "web.names-01.apps.svc.cluster.local, A, NOERROR 10.1.0.1 10.1.0.2",
        "who,        A,    NOERROR 10.9.9.2",
        "who.names-01.apps.svc.cluster.local, A, NOERROR 10.9.9.1",
        "www.example, A,   NOERROR 192.0.2.1",
        "own.example, A,   NOERROR 192.0.2.1",
        "nowhere,    A,    SERVFAIL", // the other one has nobody to ask
        "unknown,    A,    SERVFAIL",
        "broken,     A,    SERVFAIL",
        "1.0.1.10.in-addr.arpa, PTR, NOERROR web.1.abc.front.",
        "2.0.1.10.in-addr.arpa, PTR, NOERROR host.example.",
        "in-addr.arpa, PTR, SERVFAIL",
    })
    void answers(String name, String type, String expected) throws IOException {
        for (boolean tcp : new boolean[] {false, true}) {
            Message answer = ask(name, Type.value(type), tcp);
            assertEquals(expected, told(answer).strip(), tcp ? "TCP" : "UDP");
            assertTrue(answer.getHeader().getFlag(Flags.RA));
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsHadByTcp() throws IOException {
        Message cut = ask("many", Type.A, false);
        assertTrue(cut.getHeader().getFlag(Flags.TC));
        assertTrue(cut.toWire().length <= 1280, "what the resolver takes");
        assertEquals(
                MANY.size(),
                ask("many", Type.A, true).getSection(Section.ANSWER).size());
    }

    @Test
    void saysSoWhereNobodyElseIsKnown() throws IOException {
        others = List.of();
        assertEquals("SERVFAIL", told(ask("www.example", Type.A, false)).strip());
        assertEquals("NOERROR 10.1.0.1 10.1.0.2", told(ask("web", Type.A, false)));
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() throws IOException {
        try (DatagramSocket stranger = new DatagramSocket(here(0));
                NameServer asking = anywhere(NETWORK, () -> List.of("127.0.0.1"), stranger.getLocalPort())) {
            Thread.ofVirtual().start(() -> answerOthers(stranger));
            SimpleResolver resolver = new SimpleResolver(here(asking.port()));
            resolver.setTimeout(LIMIT);
            Name name = Name.fromString("www.example", Name.root);
            assertEquals(
                    "SERVFAIL",
                    told(resolver.send(Message.newQuery(Record.newRecord(name, Type.A, DClass.IN))))
                            .strip());
        }
    }

    /** Sends answers to what was not asked until the socket is closed. */
    private static void answerOthers(DatagramSocket socket) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            socket.receive(packet);
            packet.getData()[1] ^= 1;
            while (!Thread.interrupted()) {
                socket.send(packet);
                LockSupport.parkNanos(100_000); // one is always there when the time is up
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.STATUS, Opcode.UPDATE})
    void doesNothingButAnswerQuestions(int opcode) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString("web."), Type.A, DClass.IN));
        query.getHeader().setOpcode(opcode);
        assertEquals(Rcode.NOTIMP, exchange(query.toWire()).getRcode());
    }

    @Test
    void whatIsNoQuestionDoesNoHarm() throws IOException {
        Message answer = Message.newQuery(Record.newRecord(Name.fromString("web."), Type.A, DClass.IN));
        answer.getHeader().setFlag(Flags.QR);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (byte[] bytes : List.of(new byte[0], new byte[3], new byte[4000], answer.toWire())) {
                socket.send(new DatagramPacket(bytes, bytes.length, here(server.port())));
            }
        }
        try (Socket socket = new Socket()) {
            socket.connect(here(server.port()));
            socket.getOutputStream().write(new byte[] {0, 3, 1, 2, 3});
            socket.setSoTimeout((int) LIMIT.toMillis());
            assertEquals(-1, socket.getInputStream().read());
        }
        assertEquals("NOERROR 10.1.0.1 10.1.0.2", told(ask("web", Type.A, false)));
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        assertThrows(
                BindException.class,
                () -> NameServer.start(new NameServer.Settings(here(server.port()), DOMAINS, List::of, 53), NETWORK));
    }

    @Test
    void letsItsPortGo() throws IOException {
        int port = server.port();
        server.close();
        server = NameServer.start(new NameServer.Settings(here(port), DOMAINS, List::of, 53), NETWORK);
        assertEquals("NOERROR 10.1.0.1 10.1.0.2", told(ask("web", Type.A, false)));
    }

    private Message exchange(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(here(server.port()));
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        }
    }
}

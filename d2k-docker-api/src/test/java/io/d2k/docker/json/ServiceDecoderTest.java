package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceDecoderTest {
    private static ServiceSpec decode(String json) {
        return ServiceDecoder.decode(
                json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                ref -> ref.equals("front") ? "id-of-front" : ref);
    }

    private static ServiceSpec container(String fields) {
        return decode("{'Name':'web','TaskTemplate':{'ContainerSpec':{'Image':'web:1'" + fields + "}}}");
    }

    @Test
    void whatIsLeftOutIsAsASwarmHasIt() {
        ServiceSpec spec = container("");

        assertEquals(new ServiceMode.Replicated(1), spec.mode());
        assertEquals(RestartCondition.DEFAULT, spec.task().restart());
        assertEquals(1, spec.update().parallelism());
        assertFalse(spec.document().contains("EndpointSpec"), spec.document());
    }

    @Test
    void tasksAreTheSameWhereverTheyRun() {
        String task = "{'TaskTemplate':{'ContainerSpec':{'Image':'web:1'},'Placement':%s}}";
        ServiceSpec anywhere = decode(task.formatted("{}"));
        ServiceSpec somewhere = decode(task.formatted("{'Constraints':['node.role==manager'],'MaxReplicas':2}"));

        assertEquals(anywhere.task().anywhere(), somewhere.task().anywhere());
        assertFalse(somewhere.task().document().equals(anywhere.task().document()));
        assertTrue(somewhere.task().document().contains("MaxReplicas"));
        assertEquals(2, somewhere.task().placement().maxReplicas());
    }

    @Test
    void whatIsLeftOutInsideIsFilledInToo() {
        ServiceSpec spec = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'web:1'}},"
                + "'UpdateConfig':{'Parallelism':2},'EndpointSpec':{'Ports':[{'TargetPort':80}]}}");

        assertTrue(
                spec.document()
                        .contains("\"UpdateConfig\":{\"Parallelism\":2,\"FailureAction\":\"pause\","
                                + "\"MaxFailureRatio\":0,\"Order\":\"stop-first\"}"),
                spec.document());
        assertTrue(spec.task().document().contains("\"Isolation\":\"default\""), spec.document());
        assertTrue(spec.task().document().contains("\"Runtime\":\"container\""), spec.document());
        assertTrue(spec.document().contains("\"EndpointSpec\":{\"Mode\":\"vip\","), spec.document());
    }

    /** As a node of a swarm makes options of them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            'Seccomp':{'Mode':'unconfined'}                     | seccomp=unconfined
            'Seccomp':{'Mode':'default'}                        | -
            'Seccomp':{'Mode':'custom','Profile':'eyJhIjoxfQ=='} | seccomp={'a':1}
            'AppArmor':{'Mode':'disabled'}                      | apparmor=unconfined
            'AppArmor':{'Mode':'default'}                       | -
            'SELinuxContext':{'Disable':true}                   | label=disable
            'NoNewPrivileges':true                              | no-new-privileges=true
            """)
    void privilegesAreOptions(String privileges, String option) {
        var options = container(",'Privileges':{" + privileges + "}")
                .task()
                .container()
                .security()
                .securityOpt();

        assertEquals(
                Optional.ofNullable(option).stream().toList(),
                options.stream().map(o -> o.replace('"', '\'')).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'Interval':999999 | Interval in HealthConfig cannot be less than 1ms
            'StartPeriod':1 | StartPeriod in HealthConfig cannot be less than 1ms
            'Retries':-1 | Retries in HealthConfig cannot be negative
            """, quoteCharacter = '`')
    void healthChecksAreRefusedInTheWordsOfASwarm(String field, String words) {
        var refusal = assertThrows(EngineException.class, () -> container(",'Healthcheck':{" + field + "}"));

        assertEquals("rpc error: code = InvalidArgument desc = ContainerSpec: " + words, refusal.getMessage());
    }

    @Test
    void networksAreKeptByTheirIds() {
        ServiceSpec spec = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'web:1'},"
                + "'Networks':[{'Target':'front','Aliases':['www']},{'Target':'nosuch'}]}}");

        assertTrue(
                spec.task()
                        .document()
                        .contains("\"Networks\":[{\"Target\":\"id-of-front\",\"Aliases\":[\"www\"]},"
                                + "{\"Target\":\"nosuch\"}]"),
                spec.task().document());
    }

    @Test
    void optionsOfANetworksDriverAreNotPassedOver() {
        ServiceSpec spec = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'web:1'},"
                + "'Networks':[{'Target':'app','DriverOpts':{'a':'b'}},{'Target':'other'}]}}");

        assertEquals(
                Map.of("NetworkingConfig.EndpointsConfig.app.DriverOpts", "{\"a\":\"b\"}"),
                spec.task().container().otherSettings());
    }

    @Test
    void documentThatLacksWhatIsFilledInIsReadAsTheOneThatHasIt() {
        ServiceSpec spec = container("");
        String older =
                spec.document().replace(",\"Isolation\":\"default\"", "").replace(",\"Runtime\":\"container\"", "");

        assertEquals(spec, new ServiceDecoder().readService(older));
    }

    @Test
    void documentIsReadBackToTheSame() {
        ServiceSpec spec = decode("{'name':'web','Labels':{'a':'b'},'TaskTemplate':{'ContainerSpec':{'Image':'web:1'},"
                + "'ForceUpdate':3},'Mode':{'Global':{}},'UpdateConfig':{'Parallelism':2,'MaxFailureRatio':0.5},"
                + "'EndpointSpec':{'Ports':[{'TargetPort':80,'PublishedPort':8080}]},'Unknown':1}");

        assertEquals(spec, new ServiceDecoder().readService(spec.document()));
        assertEquals(0.5, spec.update().maxFailureRatio());
        assertEquals(3, spec.task().forceUpdate());
        assertEquals(8080, spec.endpoint().ports().getFirst().published());
    }

    @Test
    void documentOfATaskIsReadByItself() {
        ServiceSpec spec = decode("{'Name':'web','TaskTemplate':{'ContainerSpec':{'Image':'web:1','Args':['a']},"
                + "'RestartPolicy':{'Condition':'none'},'ForceUpdate':3,'Networks':[{'Target':'n1'}]}}");

        assertEquals(
                spec.task(),
                new ServiceDecoder()
                        .readService("{\"TaskTemplate\":" + spec.task().document() + "}")
                        .task());
    }

    @Test
    void containerOfATaskIsThatOfDockerRun() {
        var c = container(",'Command':['a'],'Args':['b'],'Dir':'/d','TTY':true,'Groups':['7'],'ReadOnly':true,"
                        + "'StopGracePeriod':1500000000,'Hosts':['10.0.0.1 db db.example'],"
                        + "'CapabilityAdd':['CAP_NET_ADMIN'],'DNSConfig':{'Nameservers':['1.1.1.1']},"
                        + "'Privileges':{'NoNewPrivileges':true},'Mounts':[{'Type':'tmpfs','Target':'/t'}]")
                .task()
                .container();

        assertEquals(Optional.of(List.of("a")), c.process().entrypoint());
        assertEquals(Optional.of(List.of("b")), c.process().cmd());
        assertEquals("/d", c.process().workingDir());
        assertTrue(c.process().tty());
        assertEquals(Optional.of(2), c.process().stopTimeoutSeconds());
        assertFalse(c.document().contains("StopTimeout"), "a swarm's containers have none of their own");
        assertEquals(List.of("7"), c.security().groupAdd());
        assertTrue(c.security().readonlyRootfs());
        assertEquals(List.of("no-new-privileges=true"), c.security().securityOpt());
        assertEquals(List.of("CAP_NET_ADMIN"), c.security().capAdd());
        assertEquals(List.of("db:10.0.0.1", "db.example:10.0.0.1"), c.networks().extraHosts());
        assertEquals(List.of("1.1.1.1"), c.networks().dns());
        assertEquals("/t", c.storage().mounts().getFirst().target());
    }

    @ParameterizedTest
    @CsvSource({
        "web,web:latest",
        "docker.io/library/web:1,web:1",
        "r.io/a@sha256:0123456789abcdef0123456789abcdef,r.io/a@sha256:0123456789abcdef0123456789abcdef",
        "A b,A b"
    })
    void imageIsAskedForWithItsTag(String asked, String image) {
        ServiceSpec spec = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'" + asked + "'}}}");

        assertEquals(image, spec.task().container().image());
        assertTrue(spec.document().contains(asked), spec.document());
    }

    @Test
    void portsOfNodesAreThoseOfTheContainer() {
        ServiceSpec spec = decode("{'name':'web','TaskTemplate':{'ContainerSpec':{'Image':'web:1'}},'EndpointSpec':{"
                + "'Ports':[{'TargetPort':80,'PublishedPort':8080},{'TargetPort':81,'PublishMode':'host'},"
                + "{'Protocol':'udp','TargetPort':53,'PublishedPort':5353,'PublishMode':'host'}]}}");

        assertEquals(
                Map.of(
                        new Port(81, Protocol.TCP), List.of(new PortBinding("", "")),
                        new Port(53, Protocol.UDP), List.of(new PortBinding("", "5353"))),
                spec.task().container().networks().portBindings());
    }

    @Test
    void secretsAndConfigsAreFiles() {
        assertEquals(
                List.of(
                        new FileReference(true, "s1", "key", "key", "0", "0", 0400),
                        new FileReference(false, "c1", "conf", "/conf", "", "", 0444)),
                container(
                                ",'Secrets':[{'SecretID':'s1','SecretName':'key',"
                                        + "'File':{'Name':'key','UID':'0','GID':'0','Mode':256}}],"
                                        + "'Configs':[{'ConfigID':'c1','ConfigName':'conf','File':{'Name':'/conf','Mode':292}}]")
                        .task()
                        .files());
    }

    @Test
    void jobsCompleteAsOftenAsTheyRunAtOnceUnlessTold() {
        ServiceSpec spec =
                decode("{'TaskTemplate':{'ContainerSpec':{'Image':'i'}},'Mode':{'ReplicatedJob':{'MaxConcurrent':2}}}");

        assertEquals(new ServiceMode.ReplicatedJob(2, 2), spec.mode());
    }

    @Test
    void restartConditionIsReadInFull() {
        ServiceSpec spec = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'i'},"
                + "'RestartPolicy':{'Condition':'on-failure','Delay':100000000,'MaxAttempts':2}}}");

        assertEquals(
                new RestartCondition(RestartCondition.When.ON_FAILURE, Duration.ofMillis(100), 2, Duration.ZERO),
                spec.task().restart());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            'RestartPolicy':{'Condition':'foo'}; invalid RestartCondition: "foo"
            'Runtime':'foo'; unsupported runtime
            """)
    void wrongTaskIsRefused(String fields, String words) {
        var refusal = assertThrows(
                EngineException.class, () -> decode("{'TaskTemplate':{'ContainerSpec':{'Image':'i'}," + fields + "}}"));

        assertEquals(words, refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            ``; mismatched Runtime and *Spec fields
            {}; mismatched Runtime and *Spec fields
            {'TaskTemplate':{'Runtime':'plugin'}}; mismatched Runtime and *Spec fields
            {'TaskTemplate':{'Runtime':'plugin','ContainerSpec':{'Image':'i'}}}; mismatched Runtime and *Spec fields
            {'TaskTemplate':{'PluginSpec':{'Name':'x'}}}; mismatched Runtime and *Spec fields
            {'TaskTemplate':{'Runtime':'attachment','ContainerSpec':{'Image':'i'}}}; unsupported runtime
            {'TaskTemplate':{'Runtime':'plugin','PluginSpec':{'Name':'x'}}}; \
            plugins are not supported as services: run a container
            {'TaskTemplate':{'ContainerSpec':{'Image':'i'}},'EndpointSpec':{'Mode':'x'}}; invalid resolution mode: "x"
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Mounts':[{'Type':'image','Target':'/t'}]}}}; \
            invalid MountType: "image"
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Isolation':'hyperv'}}}; \
            Invalid isolation: "hyperv" - linux only supports 'default'
            {'TaskTemplate':{'ContainerSpec':{'Image':'i'},'Resources':{'Reservations':{'NanoCPUs':100}}}}; \
            rpc error: code = InvalidArgument desc = invalid cpu value 1e-07: Must be at least 0.001
            {'Mode':{'GlobalJob':{}},'TaskTemplate':{'ContainerSpec':{'Image':'i'}},'UpdateConfig':{}}; \
            rpc error: code = InvalidArgument desc = Jobs may not have an update config
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Secrets':[{'SecretName':'x'}]}}}; \
            rpc error: code = InvalidArgument desc = malformed secret reference
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Configs':[{'ConfigID':'y','ConfigName':'x'}]}}}; \
            invalid Config: either File or Runtime should be set
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Configs':[{'ConfigID':'y','ConfigName':'x','File':{'Name':'a'},'Runtime':{}}]}}}; \
            invalid Config: cannot specify both File and Runtime
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Privileges':{'CredentialSpec':{}}}}}; \
            invalid CredentialSpec: must either provide "file", "registry", or "config" for credential spec
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Privileges':{'CredentialSpec':{'Registry':'x','Config':'y'}}}}}; \
            invalid CredentialSpec: cannot specify both "config" and "registry" credential specs
            {'TaskTemplate':{'ContainerSpec':{'Image':'i'}},'UpdateConfig':{'MaxFailureRatio':1e40}}; \
            invalid JSON: json: cannot unmarshal number 1E+40 into Go struct field UpdateConfig.UpdateConfig.MaxFailureRatio of type float32
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Configs':[{'File':{'UID':1}}]}}}; \
            invalid JSON: json: cannot unmarshal number into Go struct field ConfigReferenceFileTarget.TaskTemplate.ContainerSpec.Configs.File.UID of type string
            {'TaskTemplate':{'ContainerSpec':{'Image':'i'}},'EndpointSpec':{'Ports':[{'TargetPort':80,'PublishedPort':65536}]}}; \
            rpc error: code = InvalidArgument desc = EndpointSpec: invalid published port 65536
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Configs':[{'ConfigName':'x','File':{'Name':'a'}}]}}}; \
            rpc error: code = InvalidArgument desc = malformed config reference
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Secrets':[{'SecretID':'y','SecretName':'x'}]}}}; \
            rpc error: code = InvalidArgument desc = malformed secret reference, no target provided
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Mounts':[{'Type':'bind','Source':'/s','Target':'/t','BindOptions':{'Propagation':'x'}}]}}}; \
            invalid MountPropagation: "x"
            {'Name':1}; \
            invalid JSON: json: cannot unmarshal number into Go struct field ServiceSpec.Annotations.Name of type string
            {'TaskTemplate':{'PluginSpec':1}}; \
            invalid JSON: json: cannot unmarshal number into Go struct field TaskSpec.TaskTemplate.PluginSpec of type runtime.PluginSpec
            {'TaskTemplate':{'ContainerSpec':{'Image':'i','Secrets':[{'SecretID':'y','SecretName':'x','File':{}}]}}}; \
            rpc error: code = InvalidArgument desc = malformed file secret reference, invalid target file name provided
            """)
    void wrongRequestIsRefusedInTheWordsOfASwarm(String request, String words) {
        assertEquals(
                words,
                assertThrows(EngineException.class, () -> decode(request)).getMessage());
    }

    @Test
    void whatASwarmMakesOfOddValuesIsKept() {
        ServiceSpec spec = container(",'Isolation':'nope','Mounts':[{'Type':'bind','Source':'/s','Target':'/t',"
                + "'BindOptions':{'NonRecursive':true}}]");

        assertTrue(spec.document().contains("\"Isolation\":\"default\""), spec.document());
        assertTrue(
                spec.document().contains("\"BindOptions\":{\"Propagation\":\"rprivate\",\"NonRecursive\":true}"),
                spec.document());
    }

    /** A part of the container as it is asked for, and as a swarm shows it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'Mounts':[{'Target':'/t'}] | 'Mounts':[{'Type':'bind','Target':'/t'}]
            'Mounts':[{'Type':'VOLUME','Source':'v','Target':'/t'}] | 'Mounts':[{'Type':'volume','Source':'v','Target':'/t'}]
            'Mounts':[{'Type':'bind','BindOptions':{'Propagation':'RSLAVE'}}] | 'BindOptions':{'Propagation':'rslave'}
            'Mounts':[{'Type':'bind','BindOptions':{'CreateMountpoint':true},'Consistency':'cached'}] | 'Mounts':[{'Type':'bind'}]
            'Privileges':{} | 'Privileges':{'CredentialSpec':null,'SELinuxContext':null,'NoNewPrivileges':false}
            'Privileges':{'Seccomp':{'Mode':'x'}} | 'Seccomp':{'Mode':'default'}
            'Privileges':{'AppArmor':{}} | 'AppArmor':{'Mode':'default'}
            """)
    void containersAreWhatASwarmMakesOfThem(String asked, String shown) {
        String document = container("," + asked).document().replace('"', '\'');

        assertTrue(document.contains(shown), document);
    }

    /** A part of the service as it is asked for, and as a swarm shows it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'RestartPolicy':{'MaxAttempts':2}},'x':{ | 'RestartPolicy':{'Condition':'any','MaxAttempts':2}
            'Placement':{'Preferences':[{},{'Spread':{'SpreadDescriptor':'a'}}]}},'x':{ | 'Preferences':[{'Spread':{'SpreadDescriptor':'a'}}]
            'Placement':{'Preferences':[{'Spread':null}]}},'x':{ | 'Placement':{},
            'PluginSpec':{}},'x':{ | 'ContainerSpec':{'Image':'i','Isolation':'default'},'ForceUpdate':0
            'NetworkAttachmentSpec':{}},'x':{ | 'ContainerSpec':{'Image':'i','Isolation':'default'},'ForceUpdate':0
            'ForceUpdate':1},'UpdateConfig':{'MaxFailureRatio':0.3333333333 | 'MaxFailureRatio':0.33333334,
            'ForceUpdate':1},'UpdateConfig':{'MaxFailureRatio':1.0 | 'MaxFailureRatio':1,
            """)
    void servicesAreWhatASwarmMakesOfThem(String asked, String shown) {
        String document = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'i'}," + asked + "}}")
                .document()
                .replace('"', '\'');

        assertTrue(document.contains(shown), document);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'Protocol':'x','PublishMode':'x' | tcp | ingress
            'Protocol':'UDP','PublishMode':'Host' | udp | host
            'Protocol':'sctp' | sctp | ingress
            """)
    void portsAreWhatASwarmMakesOfThem(String port, String protocol, String mode) {
        ServiceSpec spec = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'i'}},'EndpointSpec':{'Ports':[{"
                + "'TargetPort':80," + port + "}]}}");

        assertTrue(
                spec.document()
                        .contains(
                                "\"Protocol\":\"" + protocol + "\",\"TargetPort\":80,\"PublishMode\":\"" + mode + "\""),
                spec.document());
        assertEquals(mode.equals("host"), spec.endpoint().ports().getFirst().host());
    }

    @Test
    void roomIsReservedAsAskedAndIsNoSettingOfTheContainer() {
        ContainerSpec spec = decode("{'TaskTemplate':{'ContainerSpec':{'Image':'i'},'Resources':{'Reservations':"
                        + "{'NanoCPUs':4000000000,'MemoryBytes':33554432}}}}")
                .task()
                .container();

        assertEquals(ResourceSpec.NONE.reserving(4_000_000_000L, 33_554_432), spec.resources());
        assertFalse(spec.document().contains("CpuShares"), spec.document());
        assertFalse(spec.document().contains("MemoryReservation"), spec.document());
    }

    @Test
    void genericResourceThatIsNoGpuIsRefused() {
        assertThrows(
                EngineException.class,
                () -> decode("{'TaskTemplate':{'ContainerSpec':{'Image':'i'},'Resources':{'Reservations':"
                        + "{'GenericResources':[{'DiscreteResourceSpec':{'Kind':'SSD','Value':1}}]}}}}"));
    }
}

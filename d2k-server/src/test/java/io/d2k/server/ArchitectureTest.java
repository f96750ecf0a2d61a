package io.d2k.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;

/** The arrows between the modules, and what no class may do. Each rule says why it is there. */
@AnalyzeClasses(packages = "io.d2k", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String DOMAIN = "io.d2k.domain..";
    private static final String INBOUND_PORTS = "io.d2k.domain.port.in..";
    private static final String OUTBOUND_PORTS = "io.d2k.domain.port.out..";
    private static final String DOCKER_API = "io.d2k.docker..";
    private static final String KUBERNETES_ADAPTER = "io.d2k.k8s..";
    private static final String REGISTRY = "io.d2k.registry..";
    private static final String DNS = "io.d2k.dns..";
    private static final String TRANSLATE = "io.d2k.translate..";
    private static final String SERVER = "io.d2k.server..";
    private static final String COMMAND_LINE = "io.d2k.cli..";

    private static final String[] HELIDON = {"io.helidon.."};
    private static final String[] KUBERNETES_CLIENT = {"io.kubernetes..", "okhttp3..", "okio..", "com.google.gson.."};

    // The arrows

    @ArchTest
    static final ArchRule domainDependsOnTheJdkAlone = classes()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(DOMAIN, "java..")
            .because("the rules of translation are the product: they must be testable without a server or a cluster, "
                    + "and outlive both libraries");

    @ArchTest
    static final ArchRule dockerApiKnowsNoKubernetes = noClasses()
            .that()
            .resideInAPackage(DOCKER_API)
            .should(dependOnClassesThat(resideInAnyPackage(KUBERNETES_CLIENT)))
            .because("what Kubernetes knows reaches a Docker client only as the domain's views");

    @ArchTest
    static final ArchRule dockerApiKnowsNoOtherAdapter = noClasses()
            .that()
            .resideInAPackage(DOCKER_API)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KUBERNETES_ADAPTER, REGISTRY, DNS, TRANSLATE, SERVER, COMMAND_LINE)
            .because("adapters meet in the domain, so that each can be replaced and tested without the others");

    @ArchTest
    static final ArchRule dockerApiCallsUseCasesOnly = noClasses()
            .that()
            .resideInAPackage(DOCKER_API)
            .should()
            .accessClassesThat()
            .resideInAPackage(OUTBOUND_PORTS)
            .because("a route that reaches past the use case skips the domain's rules and its errors");

    @ArchTest
    static final ArchRule kubernetesAdapterKnowsNoHttpServer = noClasses()
            .that()
            .resideInAPackage(KUBERNETES_ADAPTER)
            .should(dependOnClassesThat(resideInAnyPackage(HELIDON)))
            .because("streams of pods end in the domain's sinks, whoever serves them");

    @ArchTest
    static final ArchRule kubernetesAdapterKnowsNoOtherAdapter = noClasses()
            .that()
            .resideInAPackage(KUBERNETES_ADAPTER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DOCKER_API, REGISTRY, DNS, TRANSLATE, SERVER, COMMAND_LINE)
            .because("adapters meet in the domain, so that each can be replaced and tested without the others");

    @ArchTest
    static final ArchRule registryKnowsNeitherHttpServerNorKubernetes = noClasses()
            .that()
            .resideInAPackage(REGISTRY)
            .should(dependOnClassesThat(resideInAnyPackage(HELIDON).or(resideInAnyPackage(KUBERNETES_CLIENT))))
            .because("a registry speaks plain HTTP, for which the JDK has a client");

    @ArchTest
    static final ArchRule registryKnowsNoOtherAdapter = noClasses()
            .that()
            .resideInAPackage(REGISTRY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DOCKER_API, KUBERNETES_ADAPTER, DNS, TRANSLATE, SERVER, COMMAND_LINE)
            .because("adapters meet in the domain, so that each can be replaced and tested without the others");

    @ArchTest
    static final ArchRule nameServerKnowsNoOtherAdapter = noClasses()
            .that()
            .resideInAPackage(DNS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    OUTBOUND_PORTS, DOCKER_API, KUBERNETES_ADAPTER, REGISTRY, TRANSLATE, SERVER, COMMAND_LINE)
            .because("it asks a use case who finds whom, and nobody else");

    @ArchTest
    static final ArchRule translateKnowsNoOtherPart = noClasses()
            .that()
            .resideInAPackage(TRANSLATE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DOMAIN, DOCKER_API, KUBERNETES_ADAPTER, REGISTRY, DNS, SERVER, COMMAND_LINE)
            .because("it is a client of the Docker Engine API: what it asks for is translated by the server's rules,"
                    + " which it cannot go around");

    @ArchTest
    static final ArchRule outboundAdaptersCallNoUseCase = noClasses()
            .that()
            .resideInAnyPackage(KUBERNETES_ADAPTER, REGISTRY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INBOUND_PORTS)
            .because("data flows one way: a use case asks the cluster, and the cluster never asks a use case");

    @ArchTest
    static final ArchRule packagesOfTheDomainHaveNoCycles = slices().matching("io.d2k.domain.(**)")
            .should()
            .beFreeOfCycles()
            .because("a concept that can't be read without another that needs it is one concept in two places");

    @ArchTest
    static final ArchRule modulesHaveNoCycles = slices().matching("io.d2k.(*)..")
            .should()
            .beFreeOfCycles()
            .because("the arrows point one way: command line, server, adapters, domain");

    // The forms

    @ArchTest
    static final ArchRule portsAreInterfaces = classes()
            .that()
            .resideInAnyPackage(INBOUND_PORTS, OUTBOUND_PORTS)
            .and()
            .areTopLevelClasses()
            .should()
            .beInterfaces()
            .because("a port is a promise; who keeps it is chosen where the server is wired");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Manager|Helper)(\\$.*)?")
            .because("a drawer without a concept takes in everything; the concept has a name in Docker or Kubernetes");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.d2k.k8s.client.BackOff")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class)
            .because("waiting hangs on the stream of changes, or on a clock that a test can turn; sleeping is polling"
                    + " (but for the back-off before a refused request is sent again)");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage(COMMAND_LINE)
            .should(ACCESS_STANDARD_STREAMS)
            .because("the server speaks through its log, which has levels and a format");
}

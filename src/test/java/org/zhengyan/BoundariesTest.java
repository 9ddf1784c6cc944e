package org.zhengyan;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Unauthenticated;

/**
 * The boundaries of the house (src/docs/architecture.md). Each failure says what to do instead of
 * crossing one.
 */
@AnalyzeClasses(packages = "org.zhengyan", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

  /** Each package may use those before it, and none after it. */
  static final List<String> ORDER =
      List.of(
          "failure",
          "qr",
          "keys",
          "x509",
          "log",
          "ephemeral",
          "principal",
          "registry",
          "operator",
          "certificate",
          "status",
          "issuance",
          "enrolment",
          "timestamp",
          "naming",
          "document",
          "verification",
          "binding",
          "mark",
          "counterfeit",
          "notification",
          "sandbox",
          "access",
          "web",
          "launch");

  private static final Set<String> VAGUE =
      Set.of("Util", "Utils", "Helper", "Manager", "Impl", "Service", "Dto", "Common", "Constants");

  @ArchTest
  static final ArchRule usesOnlyPackagesBeforeIt =
      classes()
          .should(
              new ArchCondition<>("use only packages before their own") {
                @Override
                public void check(JavaClass user, ConditionEvents events) {
                  String from = room(user);
                  for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    String to = room(dependency.getTargetClass());
                    if (!from.isEmpty() && !to.isEmpty() && ORDER.indexOf(from) < ORDER.indexOf(to)) {
                      events.add(violated(user, crossing(from, to, dependency)));
                    }
                  }
                }
              });

  @ArchTest
  static void everyPackageHasItsPlace(JavaClasses classes) {
    Set<String> unplaced = new TreeSet<>();
    for (JavaClass each : classes) {
      String room = room(each);
      if (!room.isEmpty() && !ORDER.contains(room)) {
        unplaced.add(room);
      }
    }
    assertThat(unplaced)
        .as("a new package needs a place in ORDER of this test and in src/docs/architecture.md")
        .isEmpty();
  }

  @ArchTest
  static void everyPackageTellsItsStoryAndIsNullMarked(JavaClasses classes) throws Exception {
    Set<String> silent = new TreeSet<>();
    for (JavaClass each : classes) {
      Class<?> info = packageInfo(each.getPackageName());
      if (info == null || !info.isAnnotationPresent(NullMarked.class)) {
        silent.add(each.getPackageName());
      }
    }
    assertThat(silent).as("write a package-info.java: its story in ten lines, and @NullMarked").isEmpty();
  }

  @ArchTest
  static final ArchRule onlyKeysTouchesPrivateKeys =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.zhengyan.keys..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.PrivateKey")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.KeyStore")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.bouncycastle.crypto.params.ECPrivateKeyParameters")
          .as("private keys are reached through keys.Signer alone: take a Signer from KeyVault");

  @ArchTest
  static final ArchRule onlyEphemeralTouchesRedis =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.zhengyan.ephemeral..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lettuce..")
          .as("Redis holds only what may be lost: give ephemeral a method that says what is lost");

  @ArchTest
  static final ArchRule x509IsPure =
      noClasses()
          .that()
          .resideInAPackage("org.zhengyan.x509..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "org\\.springframework\\..*|javax?\\.sql\\..*|java\\.nio\\.file\\..*"
                  + "|java\\.net\\.(?!URI).*|java\\.io\\.File.*")
          .as("x509 is pure: pass bytes and times in, let the caller read, store and fetch");

  @ArchTest
  static final ArchRule failureStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("org.zhengyan.failure..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "jakarta..")
          .as("failure knows nothing of how it is rendered: that is done in web");

  @ArchTest
  static final ArchRule namesSayWhatTheyDo =
      classes()
          .should(
              new ArchCondition<>("have names that say what they do") {
                @Override
                public void check(JavaClass named, ConditionEvents events) {
                  for (String vague : VAGUE) {
                    if (named.getSimpleName().endsWith(vague)) {
                      events.add(
                          violated(
                              named,
                              named.getName()
                                  + " ends in "
                                  + vague
                                  + ": name it after what it does, as in CrlBuilder or AuthorityStore"));
                    }
                  }
                }
              });

  @ArchTest
  static final ArchRule everyHandlerSaysWhoMayCall =
      methods()
          .that(
              new com.tngtech.archunit.base.DescribedPredicate<JavaMethod>("handle requests") {
                @Override
                public boolean test(JavaMethod method) {
                  return AnnotatedElementUtils.hasAnnotation(method.reflect(), RequestMapping.class);
                }
              })
          .should(
              new ArchCondition<JavaMethod>("say who may call") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  boolean scoped = method.isAnnotatedWith(RequiresScope.class);
                  boolean page = method.isAnnotatedWith(RequiresRole.class);
                  boolean open = method.isAnnotatedWith(Unauthenticated.class);
                  if ((scoped ? 1 : 0) + (page ? 1 : 0) + (open ? 1 : 0) != 1) {
                    events.add(
                        violated(
                            method,
                            method.getFullName()
                                + " needs one of @RequiresScope, @RequiresRole, @Unauthenticated with its reason"));
                  }
                }
              })
          .allowEmptyShould(true);

  /** The first package below org.zhengyan; empty for the application class and for other code. */
  private static String room(JavaClass javaClass) {
    String name = javaClass.getPackageName();
    if (!name.startsWith("org.zhengyan.")) {
      return "";
    }
    String below = name.substring("org.zhengyan.".length());
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static String crossing(String from, String to, Dependency dependency) {
    return dependency.getDescription()
        + "\n  "
        + from
        + " stands before "
        + to
        + " and may not use it. Instead: declare the interface in "
        + from
        + " and implement it in "
        + to
        + ", or publish an event in "
        + from
        + " that "
        + to
        + " listens to in the same transaction (registry.InstitutionChanged is one), or move the class";
  }

  private static @org.jspecify.annotations.Nullable Class<?> packageInfo(String name) {
    try {
      return Class.forName(name + ".package-info");
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}

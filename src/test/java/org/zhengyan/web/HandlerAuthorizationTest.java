package org.zhengyan.web;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMapping;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Unauthenticated;

class HandlerAuthorizationTest {

  /** At run time such a method answers 403 to everybody; here it says what to write instead. */
  @Test
  void everyHandlerMethodSaysWhoMayCallIt() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.zhengyan");
    ArchRuleDefinition.methods()
        .that()
        .areMetaAnnotatedWith(RequestMapping.class)
        .or()
        .areAnnotatedWith(RequestMapping.class)
        .should(
            new ArchCondition<JavaMethod>("have exactly one of @RequiresScope and @Unauthenticated") {
              @Override
              public void check(JavaMethod method, ConditionEvents events) {
                boolean scoped = method.isAnnotatedWith(RequiresScope.class);
                boolean open = method.isAnnotatedWith(Unauthenticated.class);
                if (scoped == open) {
                  events.add(
                      SimpleConditionEvent.violated(
                          method,
                          method.getFullName()
                              + " needs @RequiresScope(Scope.…), or @Unauthenticated(\"why that is right\")"));
                }
              }
            })
        .allowEmptyShould(true)
        .check(classes);
  }
}

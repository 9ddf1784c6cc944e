package org.zhengyan.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * How JSON is read and written, once for all: nothing is guessed, nothing is dropped.
 *
 * <p>Refused: unknown and repeated members, anything after the document, more than {@link
 * #DEEPEST} levels, long names and numbers, a string where a number belongs and the reverse, null
 * for a primitive or inside a list. Written: no member for null, bytes as base64url without padding
 * (RFC 4648 section 5), times by RFC 3339 in UTC.
 */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {
  static final int DEEPEST = 16;

  @Bean
  static JsonMapper mapper() {
    JsonMapper.Builder builder = JsonMapper.builder(factory());
    strict(builder);
    return builder.build();
  }

  static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxDocumentLength(BufferedRequest.LARGEST)
                .maxTokenCount(20_000)
                .maxNumberLength(20)
                .maxStringLength(BufferedRequest.LARGEST)
                .maxNameLength(128)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  private static void strict(JsonMapper.Builder builder) {
    builder
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
        .changeDefaultPropertyInclusion(
            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
        .defaultBase64Variant(Base64Variants.MODIFIED_FOR_URL)
        .withCoercionConfig(
            LogicalType.Textual,
            coercions ->
                coercions
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Enum,
            coercions -> coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.POJO,
            coercions -> coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .addModule(times());
  }

  /** Jackson also takes numbers and arrays for times; here a time is the text that stands in RFC 3339. */
  private static SimpleModule times() {
    return new SimpleModule("strict-times")
        .addDeserializer(
            Instant.class,
            new TextDeserializer<>(
                Instant.class, 30, text -> DateTimeFormatter.ISO_INSTANT.parse(text, Instant::from)))
        .addDeserializer(
            LocalDate.class, new TextDeserializer<>(LocalDate.class, 10, LocalDate::parse))
        .addDeserializer(
            Duration.class, new TextDeserializer<>(Duration.class, 30, Duration::parse));
  }
}

package org.zhengyan.document.check;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code zhengyan.document.check.*}.
 *
 * @param sealMakers directory of other seal makers' roots, CAs ({@code *.crt}) and CRLs ({@code *.crl});
 *     none are believed without it
 */
@ConfigurationProperties("zhengyan.document.check")
record DocumentCheckProperties(@Nullable Path sealMakers) {}

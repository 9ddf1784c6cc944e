package org.zhengyan.document;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of certificate faces, prefix {@code zhengyan.document}.
 *
 * @param organType type of the organ's certificate in licence identifiers (GB/T 36904): the code of the
 *     authority that defined it and three digits
 * @param institutionType likewise, of the public institution's
 * @param sealName what stands around the seal's ring, and the name of the seal
 */
@ConfigurationProperties("zhengyan.document")
public record DocumentProperties(
    @DefaultValue("11100000000013338W011") String organType,
    @DefaultValue("11100000000013338W012") String institutionType,
    @DefaultValue("机关事业单位电子证书签发专用章") String sealName) {}

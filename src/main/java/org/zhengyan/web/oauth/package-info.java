/** OAuth 2.0: the token endpoint, its metadata, and the check of access tokens at the API. */
@NullMarked
package org.zhengyan.web.oauth;

import org.jspecify.annotations.NullMarked;

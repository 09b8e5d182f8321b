using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Problems;

/// <summary>A value that a sender named cannot be. The sentence is ours and is told; what the framework says of bad requests is not.</summary>
internal sealed class RefusedFieldException(string sentence) : BadHttpRequestException(sentence);

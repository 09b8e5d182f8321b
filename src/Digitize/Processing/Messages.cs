using MassTransit;

namespace Digitize.Processing;

// All contracts. A message is a hint to look at a row: one id and nothing else. Losing, doubling or reordering them changes when something happens, never what.

/// <summary>A document came in: count its pages.</summary>
[MessageUrn("digitize:prepare-document", useDefaultPrefix: false), EntityName("digitize.prepare-document")]
public sealed record PrepareDocument(Guid WorkItemId);

/// <summary>Read one page.</summary>
[MessageUrn("digitize:recognize-page", useDefaultPrefix: false), EntityName("digitize.recognize-page")]
public sealed record RecognizePage(Guid WorkItemId);

/// <summary>All pages are settled: make the PDF.</summary>
[MessageUrn("digitize:assemble-document", useDefaultPrefix: false), EntityName("digitize.assemble-document")]
public sealed record AssembleDocument(Guid WorkItemId);

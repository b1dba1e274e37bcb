import { notFound, page, type Route, refusal } from './answer.ts';

/** What a run left, and where its archive lies. */
export interface LoopbackArtifact {
  id: number;
  name: string;
  runId: number;
  headSha: string;
  headRepositoryId: number;
  sizeBytes: number;
  /** `sha256:…`; null where GitHub does not know it. */
  digest: string | null;
  expired: boolean;
  /** Address in a storage elsewhere. */
  location: string;
}

/** The artifacts of runs. */
export function artifactRoutes(
  artifacts: readonly LoopbackArtifact[],
  { url, root }: { url: string; root: string },
): Route[] {
  return [
    {
      method: 'GET',
      path: /^actions\/runs\/(\d+)\/artifacts$/,
      answer(run, request) {
        const found = artifacts.filter(({ runId }) => runId === Number(run));
        const listed = page(found.map(shown), request, url);
        const content = { total_count: found.length, artifacts: JSON.parse(listed.body.toString()) };
        return { ...listed, body: JSON.stringify(content) };
      },
    },
    {
      method: 'GET',
      path: /^actions\/artifacts\/(\d+)\/zip$/,
      answer(id) {
        const artifact = artifacts.find((candidate) => candidate.id === Number(id));
        if (!artifact) return notFound;
        if (artifact.expired) return refusal(410, 'Artifact has expired');
        return { status: 302, headers: { location: artifact.location }, body: '' };
      },
    },
  ];

  function shown({
    id,
    name,
    runId,
    headSha,
    headRepositoryId,
    sizeBytes,
    digest,
    expired,
  }: LoopbackArtifact) {
    const own = `${root}/actions/artifacts/${id}`;
    return {
      id,
      name,
      size_in_bytes: sizeBytes,
      url: own,
      archive_download_url: `${own}/zip`,
      expired,
      digest,
      workflow_run: { id: runId, head_sha: headSha, head_repository_id: headRepositoryId },
    };
  }
}

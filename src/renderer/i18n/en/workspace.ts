/** Words of the workspace: query, facets, time, grid, detail. */
export const workspace = { title: 'Workspace' } as const;

// GraphiQL, in a bundle of its own that the page loads after the sign-in.

import { pick, useGraphiQL } from '@graphiql/react';
import type { Fetcher, FetcherParams } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { Kind, parse } from 'graphql';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { queriesOnly } from './storage';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './graphiql.css';

/** The editor on the page. */
export interface Editor {
  /** Shows a request, and clears the last response. */
  fill(query: string, variables: string): void;
}

const workers: Record<string, string> = { json: 'json', graphql: 'graphql' };

Object.assign(globalThis, {
  MonacoEnvironment: { getWorker: (_: string, label: string) => new Worker(new URL(`./${workers[label] ?? 'editor'}.worker.js`, import.meta.url)) },
});

const welcome = `# Choose an example, or write a request.
# Pass card numbers as variables, not in the text of the request.

{
  viewer {
    partner
    scopes
    purposes
  }
}
`;

/** A request with the name of its only operation. GraphiQL still has the last document's name when a request is sent at once after a change of the text. */
function withOwnName(request: FetcherParams): FetcherParams {
  try {
    const [first, ...others] = parse(request.query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return first?.kind === Kind.OPERATION_DEFINITION && others.length === 0 ? { ...request, operationName: first.name?.value } : request;
  } catch {
    // The gateway reports the error in the document.
    return request;
  }
}

/** Shows the editor in an element, and waits until it can be used. */
export const show = (place: HTMLElement, fetcher: Fetcher): Promise<Editor> =>
  new Promise((ready) =>
    createRoot(place).render(
      <GraphiQL
        fetcher={(request, options) => fetcher(withOwnName(request), options)}
        storage={queriesOnly}
        defaultQuery={welcome}
        defaultEditorToolsVisibility="variables"
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
        forcedTheme="system"
        inputValueDeprecation
      >
        <GraphiQL.Logo> </GraphiQL.Logo>
        <GraphiQL.Toolbar>
          {({ prettify, copy }) => (
            <>
              {prettify}
              {copy}
              <Ready ready={ready} />
            </>
          )}
        </GraphiQL.Toolbar>
      </GraphiQL>,
    ),
  );

// Shows nothing. GraphiQL gives access to its editors only to components inside it.
function Ready({ ready }: { ready: (editor: Editor) => void }): null {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor'));
  useEffect(() => {
    if (!queryEditor || !variableEditor || !responseEditor) return;
    ready({
      fill(query, variables) {
        queryEditor.setValue(query);
        variableEditor.setValue(variables);
        responseEditor.setValue('');
      },
    });
  }, [queryEditor, variableEditor, responseEditor, ready]);
  return null;
}

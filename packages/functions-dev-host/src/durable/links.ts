/** The links by which an app reaches the Durable API: the data of the binding `durableClient`. */
import type { TypedData } from '../core-types.ts';

const api = '/runtime/webhooks/durabletask';

/** @param origin `http://127.0.0.1:PORT` */
export function linksOf(origin: string, code: string, instanceId: string): Record<string, string> {
  const at = (path: string, query = ''): string =>
    `${origin}${api}/instances/${instanceId}${path}?${query}code=${code}`;
  return {
    statusQueryGetUri: at(''),
    sendEventPostUri: at('/raiseEvent/{eventName}'),
    terminatePostUri: at('/terminate', 'reason={text}&'),
    rewindPostUri: at('/rewind', 'reason={text}&'),
    purgeHistoryDeleteUri: at(''),
    restartPostUri: at('/restart'),
    suspendPostUri: at('/suspend', 'reason={text}&'),
    resumePostUri: at('/resume', 'reason={text}&'),
  };
}

/** Source: azure-functions-durable-extension, `BindingHelper.cs`. */
export function clientData(origin: string, code: string, taskHubName: string): TypedData {
  const create = `${origin}${api}/orchestrators/{functionName}[/{instanceId}]?code=${code}`;
  return {
    string: JSON.stringify({
      taskHubName,
      connectionName: 'AzureWebJobsStorage',
      creationUrls: { createNewInstancePostUri: create, createAndWaitOnNewInstancePostUri: create },
      managementUrls: { id: 'INSTANCEID', ...linksOf(origin, code, 'INSTANCEID') },
      baseUrl: `${origin}${api}`,
      requiredQueryStringParameters: `code=${code}`,
      rpcBaseUrl: `${origin}/durabletask/`,
    }),
  };
}

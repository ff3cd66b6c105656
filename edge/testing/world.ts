import type { MqttClient } from 'mqtt'
import type { GatewayConfigInput } from '../config.ts'
import { type Disposables, disposables } from '../disposables.ts'
import { connectDevice } from './device.ts'
import { type TestGateway, temporaryFolder, testGateway } from './gateway.ts'
import { type TestCloud, testCloud } from './test-cloud.ts'

/** A cloud, a gateway and devices, ended together. */
export interface World extends Disposables {
  cloud: TestCloud
  gateway: TestGateway
  folder: string
  /** Connects a device named in the settings; `sensor` unless they say otherwise. */
  device: (id?: string) => Promise<MqttClient>
}

/** Starts one with a connected gateway. */
export async function testWorld(
  over: Partial<GatewayConfigInput> = {},
  around: Parameters<typeof testGateway>[3] = {},
): Promise<World> {
  const ends = disposables()
  const folder = temporaryFolder()
  ends.defer(() => folder[Symbol.dispose]())
  const cloud = ends.use(await testCloud())
  const gateway = ends.use(await testGateway(folder.path, cloud.url, over, around))
  const device = async (id = 'sensor') => {
    const client = await connectDevice(gateway.mqttPort, id)
    ends.defer(() => client.endAsync(true))
    return client
  }
  return Object.assign(ends, { cloud, gateway, folder: folder.path, device })
}

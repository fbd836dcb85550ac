import { Kbd, Modal, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Place } from './places'

export interface KeyListProps {
  places: readonly Place[]
  singleKeys: boolean
  onClose: () => void
}

export default function KeyList({ places, singleKeys, onClose }: KeyListProps) {
  const { t } = useTranslation()
  const rows: [string[], string][] = [
    [['Ctrl', 'K'], t('keys.palette')],
    [['?'], t('keys.help')],
    [['/'], t('keys.query')],
    [['j', 'k'], t('keys.rows')],
    [['Enter'], t('keys.open')],
    [['Space', 'x'], t('keys.choose')],
    [['Shift', 'Space'], t('keys.reach')],
    [['Ctrl', 'A'], t('keys.chooseAll')],
    [['Esc'], t('keys.chooseNone')],
    [['Esc'], t('keys.close')],
    ...places.map((place): [string[], string] => [['g', place.key], t('keys.go', { page: t(place.name) })]),
  ]
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      {!singleKeys && <Text mb="sm">{t('keys.off')}</Text>}
      <Table>
        <Table.Tbody>
          {rows.map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Td>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}

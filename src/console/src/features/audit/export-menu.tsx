import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type ExportFormat, exportAddress, type Filters } from './filters'

const formats: readonly { format: ExportFormat; words: 'export.ndjson' | 'export.csv' | 'export.json' }[] = [
  { format: 'ndjson', words: 'export.ndjson' },
  { format: 'csv', words: 'export.csv' },
  { format: 'json', words: 'export.json' },
]

/** Downloads exactly the filtered set; the export is itself an entry of the log. */
export function ExportMenu({ filters }: { filters: Filters }) {
  const { t } = useTranslation('audit')
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t('export.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('export.hint')}</Menu.Label>
        {formats.map(({ format, words }) => (
          <Menu.Item key={format} component="a" href={exportAddress(format, filters)} download>
            {t(words)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

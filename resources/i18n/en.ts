<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>Before</name>
    <message>
        <source>{count} 星</source>
        <translation>{count} sat.</translation>
    </message>
    <message>
        <source>已过 {days} 天</source>
        <translation>{days} days over</translation>
    </message>
    <message>
        <source>余 {days} 天</source>
        <translation>{days} days left</translation>
    </message>
    <message>
        <source>没有登记</source>
        <translation>not on record</translation>
    </message>
    <message>
        <source>已过 {left}</source>
        <translation>{left} ago</translation>
    </message>
    <message>
        <source>第 {number} 队</source>
        <translation>team {number}</translation>
    </message>
    <message>
        <source>没有计划</source>
        <translation>no plan</translation>
    </message>
    <message>
        <source>循环</source>
        <extracomment>Record is open after the tone has been within 0.1 dB for this long, in seconds.</extracomment>
        <translation>loop</translation>
    </message>
    <message>
        <source>全覆盖</source>
        <translation>full coverage</translation>
    </message>
    <message>
        <source>巡回</source>
        <translation>tour</translation>
    </message>
    <message>
        <source>定岗</source>
        <translation>fixed post</translation>
    </message>
    <message>
        <source>{count} 个点位</source>
        <translation>{count} sites</translation>
    </message>
    <message>
        <source>出发时间 {time}</source>
        <translation>leaving at {time}</translation>
    </message>
    <message>
        <source>还有 {left}</source>
        <translation>in {left}</translation>
    </message>
    <message>
        <source>今晚巡查</source>
        <translation>Tonight</translation>
    </message>
    <message>
        <source>仪器</source>
        <translation>Instrument</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>接口</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>检定有效至</source>
        <translation>Verified until</translation>
    </message>
    <message>
        <source>现在</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>还没有认出仪器</source>
        <translation>no instrument recognised yet</translation>
    </message>
    <message>
        <source>{all} 件中 {good} 件可用</source>
        <translation>{good} of {all} ready</translation>
    </message>
    <message>
        <source>没有应答</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>每 3 s 重试</source>
        <translation>tried every 3 s</translation>
    </message>
    <message>
        <source>没有接上</source>
        <translation>Not connected</translation>
    </message>
    <message>
        <source>{age} s 前</source>
        <translation>{age} s ago</translation>
    </message>
    <message>
        <source>不需检定</source>
        <translation>none needed</translation>
    </message>
    <message>
        <source>笔记本</source>
        <translation>Laptop</translation>
    </message>
    <message>
        <source>{count} 项通过</source>
        <translation>{count} passed</translation>
    </message>
    <message>
        <source>{count} 项提醒</source>
        <translation>{count} to look at</translation>
    </message>
    <message>
        <source>校准检查 · 出发前</source>
        <translation>Calibration · before leaving</translation>
    </message>
    <message>
        <source>GB 12523 测前测后各一次</source>
        <translation>GB 12523: before and after</translation>
    </message>
    <message>
        <source>把校准器套在传声器上，打开。读数稳 10 秒后按 F5 记录。</source>
        <translation>Seat the calibrator and switch it on. When steady for 10 s, press F5.</translation>
    </message>
    <message>
        <source>标称</source>
        <translation>Nominal</translation>
    </message>
    <message>
        <source>差</source>
        <translation>Difference</translation>
    </message>
    <message>
        <source>允许</source>
        <translation>Allowed</translation>
    </message>
    <message>
        <source>等校准器的声音</source>
        <translation>Waiting for the calibrator&apos;s tone</translation>
    </message>
    <message>
        <source>已记录 {level} dB</source>
        <translation>{level} dB recorded</translation>
    </message>
    <message>
        <source>再稳 {seconds} 秒</source>
        <translation>Steady for {seconds} s more</translation>
    </message>
    <message>
        <source>差超过 {allowed} dB，不能记录</source>
        <translation>More than {allowed} dB off: cannot be recorded</translation>
    </message>
    <message>
        <source>记录 {level} dB 为测前校准</source>
        <translation>Record {level} dB as the calibration before</translation>
    </message>
    <message>
        <source>{seconds} s 内波动 {spread} dB</source>
        <translation>{spread} dB within {seconds} s</translation>
    </message>
    <message>
        <source>稳定</source>
        <translation>Steady</translation>
    </message>
    <message>
        <source>频率</source>
        <translation>Frequency</translation>
    </message>
    <message>
        <source>上次校准</source>
        <translation>Last check</translation>
    </message>
    <message>
        <source>检定有效至 {date}</source>
        <translation>verified until {date}</translation>
    </message>
    <message>
        <source>校准器</source>
        <translation>Calibrator</translation>
    </message>
    <message>
        <source>防风罩</source>
        <translation>Wind screen</translation>
    </message>
    <message>
        <source>校准后装回 · 到点再问</source>
        <translation>put back after; asked again at the site</translation>
    </message>
    <message>
        <source>测前校准 · 现场</source>
        <translation>Calibration before · on site</translation>
    </message>
    <message>
        <source>测后校准 · 现场</source>
        <translation>Calibration after · on site</translation>
    </message>
    <message>
        <source>记录 {level} dB 为测后校准</source>
        <translation>Record {level} dB as calibration after</translation>
    </message>
    <message>
        <source>记录 {level} dB 为出发前检查</source>
        <translation>Record {level} dB as check before leaving</translation>
    </message>
</context>
<context>
    <name>Chain</name>
    <message>
        <source>原始字节</source>
        <translation>Raw bytes</translation>
    </message>
    <message>
        <source>读数</source>
        <translation>Readings</translation>
    </message>
    <message>
        <source>声级</source>
        <translation>Levels</translation>
    </message>
    <message>
        <source>判定</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>笔录</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>签名</source>
        <translation>Signatures</translation>
    </message>
    <message>
        <source>纸面</source>
        <translation>Paper</translation>
    </message>
    <message>
        <source>从字节到纸面</source>
        <translation>From bytes to paper</translation>
    </message>
    <message>
        <source>每一环由上一环重算</source>
        <translation>each link remade from the last</translation>
    </message>
</context>
<context>
    <name>Close</name>
    <message>
        <source>重写</source>
        <translation>Again</translation>
    </message>
    <message>
        <source>拒绝或不在场的原因</source>
        <translation>Reason for refusing or being absent</translation>
    </message>
    <message>
        <source>见证人姓名</source>
        <translation>Name of the witness</translation>
    </message>
    <message>
        <source>确认</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>判定</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>签名</source>
        <translation>Signatures</translation>
    </message>
    <message>
        <source>两名执法人员 + 当事人</source>
        <translation>two officers and the party</translation>
    </message>
    <message>
        <source>当事人</source>
        <translation>Party</translation>
    </message>
    <message>
        <source>在线上签名 · 笔、鼠标或触摸板</source>
        <translation>sign on the line: pen, mouse or touch pad</translation>
    </message>
    <message>
        <source>这里只签姓名。三处确认语印出后在纸上亲笔写。</source>
        <translation>Signature only. The confirmations are handwritten on the print.</translation>
    </message>
    <message>
        <source>请 {name} 签名。</source>
        <translation>{name}, please sign.</translation>
    </message>
    <message>
        <source>{count} 页</source>
        <translation>{count} pages</translation>
    </message>
    <message>
        <source>现场检查（勘察）笔录</source>
        <translation>On-site inspection record</translation>
    </message>
    <message>
        <source>笔录</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>{count} 件</source>
        <translation>{count} files</translation>
    </message>
    <message>
        <source>证据包</source>
        <translation>Evidence pack</translation>
    </message>
    <message>
        <source>链头 SHA-256</source>
        <translation>Chain head SHA-256</translation>
    </message>
    <message>
        <source>存到</source>
        <translation>Save to</translation>
    </message>
    <message>
        <source>证据包已生成并核对</source>
        <translation>Pack made and verified</translation>
    </message>
    <message>
        <source>生成证据包</source>
        <translation>Make the pack</translation>
    </message>
    <message>
        <source>按住 1 秒</source>
        <translation>hold 1 s</translation>
    </message>
    <message>
        <source>执法证号 {number}</source>
        <translation>certificate {number}</translation>
    </message>
    <message>
        <source>等签名</source>
        <translation>waits to sign</translation>
    </message>
    <message>
        <source>已签 {time}</source>
        <translation>signed {time}</translation>
    </message>
    <message>
        <source>钥匙 {name}</source>
        <translation>key {name}</translation>
    </message>
    <message>
        <source>本人签名</source>
        <translation>Signs</translation>
    </message>
    <message>
        <source>拒绝签名</source>
        <translation>Refuses</translation>
    </message>
    <message>
        <source>不在场</source>
        <translation>Absent</translation>
    </message>
    <message>
        <source>还没有要收尾的点位</source>
        <translation>No visit to close yet</translation>
    </message>
    <message>
        <source>{name} 的签名钥匙</source>
        <translation>Key of {name}</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>排除中 {seconds} s</source>
        <translation>excluding {seconds} s</translation>
    </message>
    <message>
        <source>事件</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>没有超标事件</source>
        <translation>No exceedance</translation>
    </message>
    <message>
        <source>{count} 次</source>
        <translation>{count} events</translation>
    </message>
    <message>
        <source>触发 LAF {level}</source>
        <translation>Trigger LAF {level}</translation>
    </message>
    <message>
        <source>标记</source>
        <translation>Mark</translation>
    </message>
    <message>
        <source>进行中</source>
        <translation>now</translation>
    </message>
    <message>
        <source>排除：{reason} {seconds} s</source>
        <translation>Excluded: {reason} {seconds} s</translation>
    </message>
    <message>
        <source>高于 {level}</source>
        <translation>above {level}</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>出发前</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>路线</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>测量</source>
        <translation>Measure</translation>
    </message>
    <message>
        <source>取证</source>
        <translation>Evidence</translation>
    </message>
    <message>
        <source>收尾</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>还没有点位</source>
        <extracomment>Civil time of the whole country; there has been no daylight saving since 1991. The shipped font has no thin space (a box on a laptop with no other font); its own space is as thin, 0.22 em. Shown in English only: without the font Chinese would be boxes. A character every screen needs and few Latin fonts have.</extracomment>
        <translation>No site yet</translation>
    </message>
    <message>
        <source>练习数据 · 模拟声级计 · 不产生证据 · 不能签名</source>
        <translation>Practice data · simulated meter · no evidence · no signature</translation>
    </message>
    <message>
        <source>练习模式</source>
        <translation>Practice mode</translation>
    </message>
    <message>
        <source>F10 离开练习</source>
        <translation>F10 leaves practice</translation>
    </message>
    <message>
        <source>不在护考区（最近 {venue} {distance}）</source>
        <translation>Outside exam zones (nearest {venue} {distance})</translation>
    </message>
    <message>
        <source>护考区 {venue} {distance}</source>
        <translation>Exam zone {venue} {distance}</translation>
    </message>
    <message>
        <source>禁噪令 生效中</source>
        <translation>noise ban in force</translation>
    </message>
    <message>
        <source>禁噪令 {time} 起</source>
        <translation>noise ban from {time}</translation>
    </message>
    <message>
        <source>夜间起 还有 {left}</source>
        <translation>night begins in {left}</translation>
    </message>
    <message>
        <source>昼间起 还有 {left}</source>
        <translation>day begins in {left}</translation>
    </message>
    <message>
        <source>变动 还有 {left}</source>
        <translation>change in {left}</translation>
    </message>
    <message>
        <source>练</source>
        <translation>P</translation>
    </message>
    <message>
        <source>待复核</source>
        <translation>To review</translation>
    </message>
    <message>
        <source>到访</source>
        <translation>Visits</translation>
    </message>
    <message>
        <source>案卷</source>
        <translation>Cases</translation>
    </message>
    <message>
        <source>督办</source>
        <translation>Orders</translation>
    </message>
    <message>
        <source>护考区</source>
        <translation>Exam zones</translation>
    </message>
    <message>
        <source>计划</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>报表</source>
        <translation>Reports</translation>
    </message>
    <message>
        <source>名录</source>
        <translation>Libraries</translation>
    </message>
    <message>
        <source>步骤</source>
        <translation>Steps</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>排除：从 20 秒前起；再按结束，再按数字选原因。只作标记，不删数据</source>
        <translation>Exclude: begins 20 s back; again to end, then a digit picks the reason. It only marks; nothing is deleted</translation>
    </message>
    <message>
        <source>拍照，附在本次测量上</source>
        <translation>Photo, kept with this measurement</translation>
    </message>
    <message>
        <source>语音；再按结束</source>
        <translation>Voice note; again to end</translation>
    </message>
    <message>
        <source>标记，补到 5 秒前</source>
        <translation>Mark, reaches 5 s back</translation>
    </message>
    <message>
        <source>确认看到了超标</source>
        <translation>Acknowledge that the exceedance was seen</translation>
    </message>
    <message>
        <source>时间窗：10 分钟、全部、60 秒</source>
        <translation>Time window: 10 min, all, 60 s</translation>
    </message>
    <message>
        <source>色调：昼、暮、夜、暮、昼</source>
        <translation>Palette: day, dusk, night, dusk, day</translation>
    </message>
    <message>
        <source>开始或停止：按住 1 秒</source>
        <translation>Start or stop: hold for 1 s</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>全屏或窗口</source>
        <translation>Full screen or window</translation>
    </message>
    <message>
        <source>关上面板，不丢任何东西</source>
        <translation>Close a panel; nothing is discarded</translation>
    </message>
    <message>
        <source>数字键和小键盘与 F 键同号；0 就是 F10</source>
        <translation>Digits and numeric pad carry the F-keys&apos; numbers; 0 is F10</translation>
    </message>
    <message>
        <source>按键</source>
        <translation>Keys</translation>
    </message>
    <message>
        <source>设置：单位、字号、语言、练习、报警声</source>
        <translation>Settings: unit, text size, language, practice, alarm sound</translation>
    </message>
    <message>
        <source>设置：单位、字号、语言、本机、姓名和证号</source>
        <translation>settings: unit, text size, language, this laptop, who works here</translation>
    </message>
    <message>
        <source>走到下一处；Shift+Tab 走回；回车或空格按下</source>
        <translation>to the next place; Shift+Tab goes back; Enter or Space presses</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>按住 1 秒</source>
        <translation>hold 1 s</translation>
    </message>
    <message>
        <source>排除结束</source>
        <translation>End exclusion</translation>
    </message>
    <message>
        <source>排除</source>
        <translation>Exclude</translation>
    </message>
    <message>
        <source>拍照</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>语音结束</source>
        <translation>End note</translation>
    </message>
    <message>
        <source>语音</source>
        <translation>Voice</translation>
    </message>
    <message>
        <source>标记</source>
        <translation>Mark</translation>
    </message>
    <message>
        <source>时间窗</source>
        <translation>Window</translation>
    </message>
    <message>
        <source>停止</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>离开练习</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>帮助</source>
        <extracomment>Pairs that carry shapes only: at least 3 to 1. Distances of grid lines and of labels, in seconds; the first that gives at most six labels is taken. The coming limit is named in the block from this long before it applies, in seconds. The axis ends at the first of these that holds the highest value, mg/m3. Dust is read once a second or slower; longer silence is a gap. Room left of the text for the ground of the open event. Name of the form and the answers by field. Two limit boxes closer than this move apart, in pixels. A stretch was dragged over with the mouse: its begin and end, seconds since the history&apos;s start. A moment was pressed. Left edges of the five columns, as parts of the width. Pixel size of the figures as a part of the window&apos;s height; the figures are then 25.4 % of it high. Height of a figure in ems, from the font&apos;s outlines. Left margin of the text within the widget. Points closer than this are one point, in pixels: a slow hand makes thousands. Which items give way when the line is too narrow, first to last; the others always stay whole. Qt joins a thick line&apos;s corners as one outline, whose cost grows with the square of its length on noisy data.</extracomment>
        <translation>Help</translation>
    </message>
    <message>
        <source>确认</source>
        <translation>Acknowledge</translation>
    </message>
    <message>
        <source>色调</source>
        <translation>Palette</translation>
    </message>
    <message>
        <source>改笔录</source>
        <translation>Edit record</translation>
    </message>
    <message>
        <source>看纸面</source>
        <translation>See paper</translation>
    </message>
    <message>
        <source>朗读</source>
        <translation>Read aloud</translation>
    </message>
    <message>
        <source>确认签名</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>当事人</source>
        <translation>Party</translation>
    </message>
    <message>
        <source>生成证据包</source>
        <translation>Make pack</translation>
    </message>
    <message>
        <source>下一点位</source>
        <translation>Next site</translation>
    </message>
    <message>
        <source>全部重查</source>
        <translation>Check all</translation>
    </message>
    <message>
        <source>记录校准</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>手填气象</source>
        <translation>Type weather</translation>
    </message>
    <message>
        <source>出发</source>
        <extracomment>The tab&apos;s name: that of its facts and of its commands, ``TAB.VERB``. A jump in time longer than this is a gap and is not bridged, in seconds.</extracomment>
        <translation>Leave</translation>
    </message>
    <message>
        <source>去路线</source>
        <translation>route</translation>
    </message>
    <message>
        <source>排除选段</source>
        <translation>Exclude</translation>
    </message>
    <message>
        <source>听录音</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>同意并签名</source>
        <translation>Accept and sign</translation>
    </message>
    <message>
        <source>退回</source>
        <translation>Send back</translation>
    </message>
    <message>
        <source>下一件</source>
        <translation>Next case</translation>
    </message>
    <message>
        <source>换下一点</source>
        <translation>Other next</translation>
    </message>
    <message>
        <source>跳过</source>
        <translation>Skip</translation>
    </message>
    <message>
        <source>加点位</source>
        <translation>Add a stop</translation>
    </message>
    <message>
        <source>放回</source>
        <translation>Put back</translation>
    </message>
    <message>
        <source>选定</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>到点</source>
        <translation>Arrived</translation>
    </message>
    <message>
        <source>放大 全图</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>开始测量</source>
        <translation>Measure</translation>
    </message>
    <message>
        <source>去测量</source>
        <translation>Measure</translation>
    </message>
    <message>
        <source>收尾</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>测背景</source>
        <translation>Background</translation>
    </message>
    <message>
        <source>校准</source>
        <translation>Calibrate</translation>
    </message>
    <message>
        <source>检查情况</source>
        <extracomment>What a scene&apos;s history holds: readings a second of sound, seconds between readings of dust. The steps of an officer&apos;s night, in the order of the head&apos;s tabs. The first step of a supervisor&apos;s day. The tabs of a coordinator&apos;s office. Whether the screen has the room of the key row and shows its keys on buttons of its own. The reason of an excluded part is to be asked for; ``reason_chosen`` brings the answer. A button of the screen that stands for a guarded key goes down or comes up. A form is to be filled in: its name, and what goes with the answers. Something wants to be read: heading and pairs of words. The window&apos;s clock, for what counts down without a session.</extracomment>
        <translation>Seen</translation>
    </message>
    <message>
        <source>照片</source>
        <translation>Photos</translation>
    </message>
    <message>
        <source>禁噪检查</source>
        <translation>Noise ban</translation>
    </message>
    <message>
        <source>六个百分百</source>
        <translation>Six measures</translation>
    </message>
    <message>
        <source>测点</source>
        <translation>Point</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>室内</source>
        <translation>Indoor</translation>
    </message>
    <message>
        <source>{period}室内</source>
        <translation>{period} indoor</translation>
    </message>
    <message>
        <source>还没有确认</source>
        <translation>not acknowledged</translation>
    </message>
    <message>
        <source>未测满，只作参考</source>
        <translation>stopped early: indicative</translation>
    </message>
    <message>
        <source>录音与声级计</source>
        <translation>Audio vs meter</translation>
    </message>
    <message>
        <source>一致</source>
        <translation>agree</translation>
    </message>
    <message>
        <source>不一致</source>
        <translation>differ</translation>
    </message>
    <message>
        <source>风（人工）</source>
        <translation>Wind (by hand)</translation>
    </message>
    <message>
        <source>练习</source>
        <translation>PRACTICE</translation>
    </message>
    <message>
        <source>练  习</source>
        <translation>PRACTICE</translation>
    </message>
    <message>
        <source>事件</source>
        <extracomment>From this much under a noise limit on, the screen says &quot;near&quot;. The numeric pad with Num Lock off, as it often is on a laptop. The history plot gives way first; below this the figures give way too. Of twenty beats a second: figures on every tenth, bar and plots on every second. A fresh alarm alternates once a second for this long, then stays solid.</extracomment>
        <translation>Events</translation>
    </message>
    <message>
        <source>排除</source>
        <translation>Excl.</translation>
    </message>
    <message>
        <source>TSP 实线 · PM10 虚线  mg/m³</source>
        <translation>TSP solid · PM10 dashed  mg/m³</translation>
    </message>
    <message>
        <source>近 60 秒</source>
        <translation>last 60 s</translation>
    </message>
    <message>
        <source>近 10 分钟</source>
        <translation>last 10 min</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>all</translation>
    </message>
    <message>
        <source>限值</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>标记</source>
        <translation>Mark</translation>
    </message>
    <message>
        <source>排除段</source>
        <translation>Excluded</translation>
    </message>
    <message>
        <source>F7 改时间窗</source>
        <translation>F7 changes the window</translation>
    </message>
    <message>
        <source>夜间</source>
        <extracomment>From this age on a level is an old one, in seconds: two periods of a meter that speaks once a second.</extracomment>
        <translation>Night</translation>
    </message>
    <message>
        <source>昼间</source>
        <translation>Day</translation>
    </message>
    <message>
        <source>A 计权</source>
        <translation>A-weighted</translation>
    </message>
    <message>
        <source>快 F</source>
        <translation>Fast</translation>
    </message>
    <message>
        <source>每秒 2 次</source>
        <translation>2 per second</translation>
    </message>
    <message>
        <source>没有应答</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>旧数 {age} s 前</source>
        <translation>Old value, {age} s</translation>
    </message>
    <message>
        <source>低量程</source>
        <translation>Under range</translation>
    </message>
    <message>
        <source>过载</source>
        <translation>Overload</translation>
    </message>
    <message>
        <source>未校准</source>
        <translation>Not calibrated</translation>
    </message>
    <message>
        <source>内 现在</source>
        <translation>in: now</translation>
    </message>
    <message>
        <source>外 最差</source>
        <translation>out: worst</translation>
    </message>
    <message>
        <source>未超</source>
        <translation>Complies</translation>
    </message>
    <message>
        <source>接近</source>
        <translation>Near</translation>
    </message>
    <message>
        <source>超标</source>
        <translation>OVER</translation>
    </message>
    <message>
        <source>现在 {now}，最差 {worst}</source>
        <translation>now {now}, worst {worst}</translation>
    </message>
    <message>
        <source>高于</source>
        <translation>over</translation>
    </message>
    <message>
        <source>参考</source>
        <translation>indicative</translation>
    </message>
    <message>
        <source>判定量</source>
        <translation>Judged</translation>
    </message>
    <message>
        <source>测得</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>差</source>
        <translation>Difference</translation>
    </message>
    <message>
        <source>现状</source>
        <translation>State</translation>
    </message>
    <message>
        <source>背景测量</source>
        <translation>Background</translation>
    </message>
    <message>
        <source>本次测量</source>
        <translation>This run</translation>
    </message>
    <message>
        <source>排除中 {time}，再按 F2 结束</source>
        <translation>Excluding {time}; F2 ends it</translation>
    </message>
    <message>
        <source>正在录语音，再按 F4 结束</source>
        <translation>Recording a voice note; F4 ends it</translation>
    </message>
    <message>
        <source>还没有开始测量</source>
        <translation>No measurement is running</translation>
    </message>
    <message>
        <source>正在校准</source>
        <translation>Calibrating</translation>
    </message>
    <message>
        <source>未满 {minutes} 分钟，现为参考值，不作判定</source>
        <translation>Under {minutes} min: indicative, not judged</translation>
    </message>
    <message>
        <source>已测满，测后校准后判定</source>
        <translation>Complete; judged after the final calibration</translation>
    </message>
    <message>
        <source>已判定</source>
        <translation>Judged</translation>
    </message>
    <message>
        <source>相对湿度</source>
        <translation>Humidity</translation>
    </message>
    <message>
        <source>风</source>
        <translation>Wind</translation>
    </message>
    <message>
        <source>北</source>
        <translation>N</translation>
    </message>
    <message>
        <source>东北</source>
        <translation>NE</translation>
    </message>
    <message>
        <source>东</source>
        <translation>E</translation>
    </message>
    <message>
        <source>东南</source>
        <translation>SE</translation>
    </message>
    <message>
        <source>南</source>
        <translation>S</translation>
    </message>
    <message>
        <source>西南</source>
        <translation>SW</translation>
    </message>
    <message>
        <source>西</source>
        <translation>W</translation>
    </message>
    <message>
        <source>西北</source>
        <translation>NW</translation>
    </message>
    <message>
        <source>还没有测量</source>
        <extracomment>One key walks day, dusk, night, dusk, day: leaving night never jumps to white.</extracomment>
        <translation>Not measuring</translation>
    </message>
    <message>
        <source>已确认</source>
        <translation>Acknowledged</translation>
    </message>
    <message>
        <source>高 {amount} {unit}</source>
        <translation>{amount} {unit} over</translation>
    </message>
    <message>
        <source>低 {amount} {unit}</source>
        <translation>{amount} {unit} under</translation>
    </message>
    <message>
        <source>限值 {limit}</source>
        <translation>limit {limit}</translation>
    </message>
    <message>
        <source>{period}限值 {limit}</source>
        <translation>{period} limit {limit}</translation>
    </message>
    <message>
        <source>自 {time}</source>
        <translation>since {time}</translation>
    </message>
    <message>
        <source>第 {count} 次</source>
        <translation>event {count}</translation>
    </message>
    <message>
        <source>{time} 起噪声限值 {limit}</source>
        <translation>noise limit {limit} from {time}</translation>
    </message>
    <message>
        <source>LAeq,T 将高 {amount} dB</source>
        <translation>LAeq,T will be {amount} dB over</translation>
    </message>
    <message>
        <source>测满 {minutes} 分钟后判定</source>
        <translation>judged after {minutes} min</translation>
    </message>
    <message>
        <source>练习记录另库存放，练习结束即标明，不进案卷</source>
        <translation>Practice records are kept apart, marked, and never enter a case</translation>
    </message>
    <message>
        <source>{quantity} 接近限值</source>
        <translation>{quantity} near the limit</translation>
    </message>
    <message>
        <source>声级计没有应答</source>
        <translation>The meter does not answer</translation>
    </message>
    <message>
        <source>锁定到本次结束，结果上保留</source>
        <translation>latched to the end of the run, kept on the result</translation>
    </message>
    <message>
        <source>过载，本次只作参考</source>
        <translation>Overload: indicative only</translation>
    </message>
    <message>
        <source>只作参考，不作判定。先套上校准器校准。</source>
        <translation>Indicative, not judged. Calibrate first.</translation>
    </message>
    <message>
        <source>未校准，只作参考</source>
        <translation>Not calibrated: indicative only</translation>
    </message>
    <message>
        <source>按住 F9 一秒开始</source>
        <translation>Hold F9 for one second to start</translation>
    </message>
    <message>
        <source>不能判定</source>
        <translation>Cannot be judged</translation>
    </message>
    <message>
        <source>只作参考</source>
        <extracomment>Pairs of (what is drawn, what it lies on) that carry text: at least 4.5 to 1 in every tone.</extracomment>
        <translation>Indicative only</translation>
    </message>
    <message>
        <source>理由见收尾</source>
        <translation>reasons on the closing screen</translation>
    </message>
    <message>
        <source>还没有数</source>
        <translation>No value yet</translation>
    </message>
    <message>
        <source>等第一个读数</source>
        <translation>Waiting for the first reading</translation>
    </message>
    <message>
        <source>最大</source>
        <translation>Max</translation>
    </message>
    <message>
        <source>声级</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>排除后</source>
        <translation>w/o excl.</translation>
    </message>
    <message>
        <source>有雨</source>
        <translation>rain</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>过路车辆</source>
        <translation>passing vehicle</translation>
    </message>
    <message>
        <source>鸣笛</source>
        <translation>horn</translation>
    </message>
    <message>
        <source>人声</source>
        <translation>voices</translation>
    </message>
    <message>
        <source>犬吠</source>
        <translation>dog</translation>
    </message>
    <message>
        <source>飞机</source>
        <translation>aircraft</translation>
    </message>
    <message>
        <source>碰到传声器</source>
        <translation>microphone touched</translation>
    </message>
    <message>
        <source>风</source>
        <translation>wind</translation>
    </message>
    <message>
        <source>提示音</source>
        <translation>alarm sound</translation>
    </message>
    <message>
        <source>本机报警声</source>
        <translation>own alarm</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>other</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>意见</source>
        <extracomment>Text is never shrunk below this to fit; what still does not fit is cut with an ellipsis.</extracomment>
        <translation>Remark</translation>
    </message>
    <message>
        <source>播放</source>
        <translation>Play</translation>
    </message>
    <message>
        <source>听录音</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>退回，写明要补什么</source>
        <translation>Send back, say what is missing</translation>
    </message>
    <message>
        <source>同意可不写；退回必须写一句</source>
        <translation>Optional to accept; a sentence is needed to send back</translation>
    </message>
    <message>
        <source>判定 重算</source>
        <translation>Verdict, remade</translation>
    </message>
    <message>
        <source>录音</source>
        <translation>Audio</translation>
    </message>
    <message>
        <source>同意并签名</source>
        <translation>Accept and sign</translation>
    </message>
    <message>
        <source>复核</source>
        <translation>Review</translation>
    </message>
    <message>
        <source>{day} {start} 至 {end}</source>
        <translation>{day} {start} to {end}</translation>
    </message>
    <message>
        <source>待复核 {count} 件</source>
        <translation>{count} to review</translation>
    </message>
    <message>
        <source>送来 {at}</source>
        <translation>sent {at}</translation>
    </message>
    <message>
        <source>最早 {at}</source>
        <translation>oldest {at}</translation>
    </message>
    <message>
        <source>超标清单</source>
        <translation>Exceedances</translation>
    </message>
    <message>
        <source>{count} 件</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>↑ ↓ 换件   F3 听录音</source>
        <translation>↑ ↓ choose   F3 listen</translation>
    </message>
    <message>
        <source>声级过程</source>
        <translation>Level history</translation>
    </message>
    <message>
        <source>拖选一段后按 F2 排除</source>
        <translation>drag over a part, F2 excludes it</translation>
    </message>
    <message>
        <source>没有选中</source>
        <translation>Nothing selected</translation>
    </message>
    <message>
        <source>选中 {start}–{end} · {seconds} s</source>
        <translation>Selected {start}–{end} · {seconds} s</translation>
    </message>
    <message>
        <source>起止</source>
        <translation>From, to</translation>
    </message>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>谁 · 何时</source>
        <translation>Who, when</translation>
    </message>
    <message>
        <source>去掉后 LAeq</source>
        <translation>LAeq without</translation>
    </message>
    <message>
        <source>只标记，不删除 · 判定取全程，去掉后并列对照</source>
        <translation>marks only; the whole run is judged, the other stands beside it</translation>
    </message>
    <message>
        <source>排除段</source>
        <translation>Excluded</translation>
    </message>
    <message>
        <source>核对</source>
        <translation>Checks</translation>
    </message>
    <message>
        <source>规则包 {name}</source>
        <translation>Rule set {name}</translation>
    </message>
    <message>
        <source>案卷 {number}</source>
        <translation>Case {number}</translation>
    </message>
</context>
<context>
    <name>Route</name>
    <message>
        <source>考</source>
        <translation>Ex</translation>
    </message>
    <message>
        <source>北</source>
        <translation>N</translation>
    </message>
    <message>
        <source>已到 {count}</source>
        <translation>{count} done</translation>
    </message>
    <message>
        <source>超标 {count}</source>
        <translation>{count} over</translation>
    </message>
    <message>
        <source>下一点 {number} 号</source>
        <translation>next: no. {number}</translation>
    </message>
    <message>
        <source>护考区</source>
        <translation>exam zone</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>{numbers} 号不在今晚路线</source>
        <translation>{numbers} not on tonight&apos;s route</translation>
    </message>
    <message>
        <source>全程 {length} km · 约 {hours} 小时 {minutes} 分</source>
        <translation>{length} km in all · about {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>按距离和时段排</source>
        <translation>by distance and hours</translation>
    </message>
    <message>
        <source>路线</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>{number} 号</source>
        <translation>No. {number}</translation>
    </message>
    <message>
        <source>图例</source>
        <translation>Legend</translation>
    </message>
    <message>
        <source>工地</source>
        <translation>Site</translation>
    </message>
    <message>
        <source>工厂</source>
        <translation>Factory</translation>
    </message>
    <message>
        <source>定岗</source>
        <translation>Fixed post</translation>
    </message>
    <message>
        <source>考点</source>
        <translation>Exam venue</translation>
    </message>
    <message>
        <source>已测 超标</source>
        <translation>Over</translation>
    </message>
    <message>
        <source>已测 未超</source>
        <translation>Complies</translation>
    </message>
    <message>
        <source>护考区界</source>
        <translation>Zone</translation>
    </message>
    <message>
        <source>已走 / 未走</source>
        <translation>Walked / ahead</translation>
    </message>
    <message>
        <source>还没有今晚的路线</source>
        <translation>No route for tonight yet</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>实时</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>过时：超过 2 个周期</source>
        <translation>Stale: more than 2 periods</translation>
    </message>
    <message>
        <source>端口没有应答</source>
        <translation>Port does not answer</translation>
    </message>
    <message>
        <source>过载：锁定到复位</source>
        <translation>Overload: latched until reset</translation>
    </message>
    <message>
        <source>低于量程</source>
        <translation>Under range</translation>
    </message>
    <message>
        <source>未校准</source>
        <translation>Not calibrated</translation>
    </message>
    <message>
        <source>练习：空心数字</source>
        <translation>Practice: hollow figures</translation>
    </message>
    <message>
        <source>曾超</source>
        <translation>Was over</translation>
    </message>
    <message>
        <source>常态</source>
        <translation>At rest</translation>
    </message>
    <message>
        <source>按下</source>
        <translation>Pressed</translation>
    </message>
    <message>
        <source>焦点</source>
        <translation>Focus</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Disabled</translation>
    </message>
    <message>
        <source>按住中</source>
        <translation>Being held</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>没有声级计</source>
        <translation>No sound meter</translation>
    </message>
    <message>
        <source>未录制</source>
        <translation>Not recording</translation>
    </message>
    <message>
        <source>练习模式 · 模拟仪器 · 不是证据 · 不能签名 · 不进案卷</source>
        <translation>Practice mode · simulated instruments · not evidence · no signature · no case</translation>
    </message>
    <message>
        <source>声级计</source>
        <translation>Sound meter</translation>
    </message>
    <message>
        <source>粉尘仪</source>
        <translation>Dust meter</translation>
    </message>
    <message>
        <source>气象仪</source>
        <translation>Weather</translation>
    </message>
    <message>
        <source>卫星定位</source>
        <translation>GNSS</translation>
    </message>
    <message>
        <source>传声器</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>校准器</source>
        <translation>Calibrator</translation>
    </message>
    <message>
        <source>{name} 旧数 {age} s</source>
        <translation>{name} old, {age} s</translation>
    </message>
    <message>
        <source>{name}没有应答</source>
        <translation>{name}: no answer</translation>
    </message>
    <message>
        <source>没有{name}</source>
        <translation>No {name}</translation>
    </message>
    <message>
        <source>没有写进磁盘</source>
        <translation>Not on the disk</translation>
    </message>
    <message>
        <source>断开，已补记</source>
        <translation>Interrupted, noted</translation>
    </message>
    <message>
        <source>没有定位</source>
        <translation>No fix</translation>
    </message>
    <message>
        <source>北斗 {count} 星</source>
        <translation>GNSS {count} sat.</translation>
    </message>
    <message>
        <source>{count} 星</source>
        <translation>{count} sat.</translation>
    </message>
    <message>
        <source>时间 卫星</source>
        <translation>Time: GNSS</translation>
    </message>
    <message>
        <source>卫星时</source>
        <translation>GNSS time</translation>
    </message>
    <message>
        <source>时间 本机</source>
        <translation>Time: laptop</translation>
    </message>
    <message>
        <source>本机时</source>
        <translation>Laptop time</translation>
    </message>
    <message>
        <source>未校准</source>
        <translation>Not calibrated</translation>
    </message>
    <message>
        <source>磁盘</source>
        <translation>Disk</translation>
    </message>
    <message>
        <source>电池</source>
        <translation>Battery</translation>
    </message>
    <message>
        <source>链</source>
        <translation>Chain</translation>
    </message>
    <message>
        <source>录制</source>
        <translation>Recording</translation>
    </message>
    <message>
        <source>校准</source>
        <translation>Calibrated</translation>
    </message>
    <message>
        <source>尚无案号</source>
        <translation>No case yet</translation>
    </message>
    <message>
        <source>没有认出</source>
        <translation>Not recognised</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>夜巡</source>
        <translation>Night Patrol</translation>
    </message>
    <message>
        <source>排除的原因</source>
        <translation>Reason for the exclusion</translation>
    </message>
    <message>
        <source>按数字选；Esc 关上，排除继续</source>
        <translation>A digit picks; Esc closes, the exclusion goes on</translation>
    </message>
</context>
</TS>
